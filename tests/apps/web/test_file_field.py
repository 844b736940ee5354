"""A field for files, in the reader's words and not in the browser's."""

from django.test import Client

from halfhour.people.models import User


def test_a_field_for_files_says_what_to_do_in_the_reader_s_language(cast):
    page = Client().get("/help/support-hamburg/", headers={"Accept-Language": "en"}).content.decode()
    field = page.split('class="file-pick"')[1].split("</div>")[0]
    assert 'type="file" name="attached"' in field
    assert "multiple" in field
    assert ("Choose files" in field, "Nothing chosen yet" in field) == (True, True)


def test_a_field_for_one_file_asks_for_one(cast):
    User.objects.filter(username="olga").update(is_administrator=True)
    page = cast.client(cast.administrator).get("/start/").content.decode()
    assert "Choose a file" in page
    assert 'aria-describedby="id_file_helptext"' in page
