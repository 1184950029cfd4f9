"""What a person chooses before a document is made."""

from django import forms

from dermetry.workbench.casenotes.report_documents import Order

FORMATS = [(each, each) for each in ("html", "pdf", "csv", "txt", "note")]
DOCUMENTS = [(each, each) for each in ("visit", "course", "board", "specimens")]


class OrderForm(forms.Form):
    """The fields of every document; which of them count depends on the document."""

    document = forms.ChoiceField(choices=DOCUMENTS)
    file_format = forms.ChoiceField(choices=FORMATS)
    visit = forms.IntegerField(required=False)
    question = forms.CharField(required=False, max_length=2000)

    def order(self, *, stylesheet_href: str) -> Order:
        """Give what is asked for; a note is text, shown on a page of its own."""
        given = self.cleaned_data
        return Order(
            document=given["document"],
            file_format="txt" if given["file_format"] == "note" else given["file_format"],
            visit_pk=given["visit"],
            question=given["question"],
            stylesheet_href=stylesheet_href,
        )


class ResponseFormForm(forms.Form):
    """The trial's number of the subject."""

    file_format = forms.ChoiceField(choices=FORMATS)
    subject_number = forms.CharField(required=False, max_length=60)

    def order(self, *, stylesheet_href: str) -> Order:
        """Give what is asked for."""
        return Order(
            document="form",
            file_format=self.cleaned_data["file_format"],
            subject_number=self.cleaned_data["subject_number"],
            stylesheet_href=stylesheet_href,
        )
