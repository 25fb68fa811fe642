"""What is in a fund: what each partner paid in, what was spent, what went back, and what is left."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from lodestar.commissioning.models import Fund, FundEntry
from lodestar.rules import contract_money


@dataclass(frozen=True, kw_only=True)
class PartnerBalance:
    """One partner of a fund. `spent_pounds` is their part of what was spent, as they paid in."""

    partner_id: UUID
    partner_name: str
    paid_in_pounds: Decimal
    returned_pounds: Decimal
    spent_pounds: Decimal

    @property
    def left_pounds(self) -> Decimal:
        """Return what of theirs is still in the fund."""
        return self.paid_in_pounds - self.returned_pounds - self.spent_pounds


@dataclass(frozen=True, kw_only=True)
class Balance:
    """A fund's sums in pounds: paid in = spent + returned + left, always."""

    paid_in_pounds: Decimal
    spent_pounds: Decimal
    returned_pounds: Decimal
    partners: tuple[PartnerBalance, ...]
    spent_on: tuple[tuple[str, Decimal], ...]

    @property
    def left_pounds(self) -> Decimal:
        """Return what is left; below 0 when more was spent than paid in."""
        return self.paid_in_pounds - self.spent_pounds - self.returned_pounds


def balance_of(fund: Fund) -> Balance:
    """Return where a fund stands, from its entries."""
    entries = list(fund.entries.select_related("partner", "contract").order_by("on", "id"))
    spent = _sum(entries, FundEntry.Kind.SPEND)
    paid_in: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    returned: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    names: dict[UUID, str] = {}
    spent_on: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.partner is not None:
            names[entry.partner.pk] = entry.partner.name
            into = paid_in if entry.kind == FundEntry.Kind.CONTRIBUTION else returned
            into[entry.partner.pk] += entry.amount_pounds
        else:
            spent_on[entry.contract.title if entry.contract else entry.words] += entry.amount_pounds
    shares = {str(partner_id): amount for partner_id, amount in paid_in.items()}
    split = contract_money.split_pounds(amount_pounds=spent, shares=shares) if shares else {}
    return Balance(
        paid_in_pounds=sum(paid_in.values(), Decimal(0)),
        spent_pounds=spent,
        returned_pounds=sum(returned.values(), Decimal(0)),
        partners=tuple(
            PartnerBalance(
                partner_id=partner_id,
                partner_name=name,
                paid_in_pounds=paid_in[partner_id],
                returned_pounds=returned[partner_id],
                spent_pounds=split.get(str(partner_id), Decimal(0)),
            )
            for partner_id, name in sorted(names.items(), key=lambda item: (-paid_in[item[0]], item[1]))
        ),
        spent_on=tuple(sorted(spent_on.items(), key=lambda item: (-item[1], item[0]))),
    )


def _sum(entries: list[FundEntry], kind: FundEntry.Kind) -> Decimal:
    return sum((entry.amount_pounds for entry in entries if entry.kind == kind), Decimal(0))
