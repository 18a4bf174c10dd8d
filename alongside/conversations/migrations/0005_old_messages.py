"""What was said before: nobody is told of it now, and nothing in it is looked for."""

from django.db import migrations

LAST = """
UPDATE conversations_conversation SET last_at = (
    SELECT at FROM conversations_message WHERE conversation_id = conversations_conversation.id ORDER BY seq DESC LIMIT 1
)
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_talk")]
    operations = [
        migrations.RunSQL("UPDATE conversations_message SET heard_at = at, told_at = at", migrations.RunSQL.noop),
        migrations.RunSQL(LAST, migrations.RunSQL.noop),
    ]
