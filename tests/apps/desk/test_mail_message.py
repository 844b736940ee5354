"""What a mail looks like on its way."""

from email import message_from_bytes, policy

import pytest

from halfhour.desk.wording.mail_message import Mail

SUBJECTS = (
    "Мы получили ваше сообщение, номер 12: Где мой заказ и когда он придёт ко мне домой",
    "我们已收到您的消息，编号 12：我的订单在哪里？我已经等了两个星期了。我的订单在哪里？",
    "Ответ",
    "We have your message, number 12: Where is the parcel that I have been waiting for since Monday",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_begins_on_its_own_line_in_every_script_and_is_read_as_written(subject):
    made = Mail(subject=subject, body="…", from_email="a@example.org", to=["b@example.org"])
    lines = made.message().as_bytes().split(b"\n")
    (first,) = [line for line in lines if line.startswith(b"Subject:")]
    assert first.removeprefix(b"Subject:").strip()
    assert all(len(line) <= 78 for line in lines)
    assert message_from_bytes(b"\n".join(lines), policy=policy.default)["Subject"] == subject
