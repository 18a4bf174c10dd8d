from django.db import migrations

from alongside.conversations.search.engines import engine


def create(apps, schema_editor):
    for statement in engine().create():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The index of words, by the database's own means. Messages from before: `alongside manage reindex_search`."""

    dependencies = [("conversations", "0007_held_sides")]
    operations = [
        migrations.RunPython(create, lambda apps, schema_editor: schema_editor.execute("DROP TABLE conversations_words"))
    ]
