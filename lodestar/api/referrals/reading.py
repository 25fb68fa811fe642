"""Reading where referrals stand, as the desk of the token's team sees it."""

from django.core.cache import cache

from lodestar.access.tokens import Scope
from lodestar.api.referrals import answers
from lodestar.api.referrals.operations import Answer, Call, Operation
from lodestar.api.referrals.problems import Problem, not_there
from lodestar.referrals import queries
from lodestar.referrals.asking import following
from lodestar.referrals.asking import queries as asking_queries
from lodestar.referrals.programs import actions as program_actions
from lodestar.referrals.programs import queries as program_queries
from lodestar.referrals.queries import ReferralNotFound, Standing

MOST_PER_PAGE = 100
SHOW = ("open", "all")
A_DAY = 24 * 60 * 60


def on_desk(call: Call) -> Standing:
    """Return the referral of the address as it lies on the desk. Raises Problem (404)."""
    try:
        return queries.referral_on_desk(call.viewer, referral_id=call.referral_id)
    except ReferralNotFound:
        raise not_there() from None


def seen(call: Call) -> Standing:
    """Return the referral of the address: on the desk, or one that the team sent. Raises Problem (404)."""
    try:
        found = queries.referral_detail(call.viewer, referral_id=call.referral_id)
    except ReferralNotFound:
        raise not_there() from None
    is_ours = found.team_id in call.viewer.team_ids
    if not is_ours and not program_queries.has_sent(call.viewer, subject_id=call.referral_id):
        raise not_there()
    return found


def _read(call: Call) -> Answer:
    found = seen(call)
    _write_down(call, found)
    return Answer(answers.referral(found))


def _list(call: Call) -> Answer:
    page, per_page = _number(call, "page", 1, 100_000), _number(call, "per_page", 50, MOST_PER_PAGE)
    show = call.request.GET.get("show", SHOW[0])
    if show not in SHOW:
        raise Problem(400, "wrong-query", f"Ask for show={' or show='.join(SHOW)}.")
    found = queries.desk(call.viewer, with_closed=show == "all")
    shown = found[(page - 1) * per_page : page * per_page]
    for one in shown:
        _write_down(call, one)
    return Answer(
        {
            "page": page,
            "per_page": per_page,
            "total": len(found),
            "referrals": [answers.referral(one) for one in shown],
        }
    )


def _asked(call: Call) -> Answer:
    request_id = call.parts["request_id"]
    if not program_queries.has_sent(call.viewer, subject_id=request_id):
        raise not_there()
    try:
        found = asking_queries.followed(call.viewer, secret=following.secret_for(request_id))
    except asking_queries.RequestNotFound:
        raise not_there() from None
    return Answer(answers.asked(request_id, found))


def _write_down(call: Call, standing: Standing) -> None:
    """Write down that a program read where somebody's referral stands: once a day, as it may ask each minute."""
    (team_id,) = call.viewer.team_ids
    if cache.add(f"program-read:{team_id}:{standing.referral_id}:{call.viewer.today}", True, A_DAY):
        program_actions.read_standing(standing=standing, by=call.viewer, at=call.at)


def _number(call: Call, name: str, usual: int, most: int) -> int:
    typed = call.request.GET.get(name, str(usual))
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= most):
        raise Problem(400, "wrong-query", f"Ask for {name} from 1 to {most}.")
    return int(typed)


LIST = Operation(
    slug="list-referrals", summary="Referrals at your team's desk, the longest waiting first.",
    scope=Scope.REFERRALS_READ, act=_list, answer="Referrals",
)  # fmt: skip
READ = Operation(
    slug="read-referral", summary="Where one referral stands: at your desk, or sent by your team's program.",
    scope=Scope.REFERRALS_READ, act=_read, answer="Referral",
)  # fmt: skip
READ_ASKED = Operation(
    slug="read-request", summary="By when a request at the front door is answered, and what came of it.",
    scope=Scope.REFERRALS_READ, act=_asked, answer="Asked",
)  # fmt: skip
