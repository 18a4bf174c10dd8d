"""Parts that ended before: what happened up to today is what they count."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    parts = apps.get_model("conversations", "Participant").objects.filter(until__isnull=False)
    topics = apps.get_model("live", "Topic").objects
    for part in parts.select_related("conversation").iterator(chunk_size=500):
        head = topics.filter(name=f"conversation:{part.conversation.public_id}").values_list("head", flat=True).first()
        parts.filter(pk=part.pk).update(events_until=head or 0)


class Migration(migrations.Migration):
    dependencies = (("conversations", "0011_taken_at_goes"), ("live", "0001_initial"))
    operations = (
        migrations.AddField(
            model_name="participant",
            name="events_until",
            field=models.PositiveBigIntegerField(
                help_text="The last live event of their time, once ended: what came after it isn’t theirs to count.",
                null=True,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
