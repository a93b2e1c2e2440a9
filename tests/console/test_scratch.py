import os
from tests.console.member import Member
OUT = "/tmp/shots"
os.makedirs(OUT, exist_ok=True)
def test_shots(member: Member) -> None:
    page = member.page
    shots = os.environ.get("SHOTS", "").split(",")
    for shot in shots:
        name, path, size, scheme, act = (shot.split("|") + [""])[:5]
        member.look(size, dark=scheme == "dark")
        member.open(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(700)
        if act:
            exec(act.replace("~", ","))
            page.wait_for_timeout(500)
        page.screenshot(path=f"{OUT}/{name}.png", full_page="full" in name)
    print(member.complaints)
