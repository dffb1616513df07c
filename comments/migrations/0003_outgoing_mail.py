import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_house_rules")]

    operations = [
        migrations.RemoveConstraint("letter", "letter_to_commenter_or_user"),
        migrations.RenameModel("Letter", "OutgoingMail"),
        migrations.RenameIndex("outgoingmail", new_name="mail_due", old_name="letter_due"),
        migrations.AddConstraint(
            "outgoingmail",
            models.CheckConstraint(
                condition=Q(commenter__isnull=False) ^ Q(user__isnull=False), name="mail_to_commenter_or_user"
            ),
        ),
        migrations.AlterField(
            "outgoingmail",
            "comment",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mails",
                to="comments.comment",
            ),
        ),
        migrations.AlterField(
            "outgoingmail",
            "commenter",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mails",
                to="comments.commenter",
            ),
        ),
        migrations.AlterField(
            "outgoingmail",
            "kind",
            models.CharField(
                choices=[
                    ("confirm", "please confirm your address"),
                    ("own_comments", "all you wrote here"),
                    ("received", "the link to your comment"),
                    ("reply", "somebody answered"),
                    ("correction", "a story was corrected"),
                    ("decision", "what was decided, and why"),
                    ("report", "what became of your report"),
                    ("appeal", "what became of your appeal"),
                    ("digest", "what waits for moderators"),
                ],
                max_length=12,
            ),
        ),
    ]
