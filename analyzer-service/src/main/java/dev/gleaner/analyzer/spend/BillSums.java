package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendCategory;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the charges of one bill by the values of all dimensions and by days. The rows of each dimension add up to the charges
 * exactly. The memory that it takes grows with the number of values and days, not with that of charges.
 */
final class BillSums {

    private static final long DAY_MILLIS = 86_400_000;

    private static final List<SpendDimension> OF_OWNER = Arrays.stream(SpendDimension.values())
            .filter(SpendDimension::isAllocated)
            .toList();

    private final BillCategoryTable categories;
    private final String serviceTag;
    private final long stated;
    private final Map<String, Long> unknownFrom = new HashMap<>();
    private final Map<Row, Map<Long, Amount>> rows = new HashMap<>();
    private final Map<String, Map<Long, Use>> commitments = new TreeMap<>();
    private long usedThrough = Long.MIN_VALUE;

    /**
     * Without charges.
     *
     * @param serviceTag key of the tag that names what serves predictions
     * @param stated time of the statement, epoch milliseconds
     */
    BillSums(BillCategoryTable categories, String serviceTag, long stated) {
        this.categories = categories;
        this.serviceTag = serviceTag;
        this.stated = stated;
    }

    /** Adds all charges of a resource. */
    void add(Resource resource) {
        Map<Long, BigDecimal> compute = computeByDay(resource);
        Map<Group, Map<Long, Amount>> groups = new HashMap<>();
        for (BilledCharges part : resource.charges()) {
            List<CostOwner> owners = part.getTagsList().stream()
                    .map(tags -> CostOwner.of(tags.getTagsMap(), serviceTag))
                    .toList();
            for (BilledCharge charge : part.getChargesList()) {
                add(
                        charge,
                        charge.getTags() == 0 ? CostOwner.NONE : owners.get(charge.getTags() - 1),
                        resource,
                        groups);
            }
        }
        groups.forEach((group, days) ->
                days.forEach((day, amount) -> add(group, day, amount, idlePart(group, day, resource, compute))));
    }

    private void add(BilledCharge charge, CostOwner tagged, Resource resource, Map<Group, Map<Long, Amount>> groups) {
        BillCategoryTable.Type type = categories.typeOf(charge);
        boolean isUnusedFee = isUnusedFee(charge);
        // Without its effective cost it is not known which part of a fee covered nothing.
        boolean isUnused = isUnusedFee
                ? !charge.getEffective().isEmpty()
                : charge.getCommitmentStatus() == CommitmentStatus.UNUSED
                        || charge.getCapacityStatus() == CommitmentStatus.UNUSED;
        boolean isFeeKnown = isUnusedFee && isUnused && isDated(charge);
        List<BigDecimal> billed = ChargeDays.divide(amount(charge.getBilled()), charge);
        List<BigDecimal> effective = ChargeDays.divide(effective(charge), charge);
        long first = ChargeDays.firstDay(charge);
        if (isUnusedFee && !isFeeKnown && !charge.getCommitment().isEmpty()) {
            unknownFrom.merge(charge.getCommitment(), first, Math::min);
        }
        // A longer period, such as that of a monthly fee, is no evidence of usage on its last days.
        if (charge.getCategory() == ChargeCategory.USAGE && charge.getUntil() - charge.getFrom() <= DAY_MILLIS) {
            usedThrough = Math.max(usedThrough, first);
        }
        for (int i = 0; i < billed.size(); i++) {
            CostOwner owner = tagged.orElse(resource.owners().asOf(first + i)).orElse(resource.inferred());
            Group group =
                    new Group(type, owner, resource.account(), charge.getService(), isUnused, isUnused && isUnusedFee);
            if (charge.getCategory() == ChargeCategory.USAGE) {
                addUse(charge.getCommitment(), first + i, charge.getCommitmentStatus(), effective.get(i));
                // What a commitment pays for would be paid without the capacity reservation too.
                addUse(charge.getCapacityReservation(), first + i, charge.getCapacityStatus(), billed.get(i));
            } else if (isFeeKnown) {
                addUse(charge.getCommitment(), first + i, CommitmentStatus.UNUSED, effective.get(i));
            }
            groups.computeIfAbsent(group, absent -> new HashMap<>())
                    .merge(first + i, new Amount(billed.get(i), effective.get(i), BigDecimal.ZERO), Amount::plus);
        }
    }

    /** The fee of a commitment in CUR, whose effective cost is that of its part that covered nothing. */
    private static boolean isUnusedFee(BilledCharge charge) {
        return charge.getCategory() == ChargeCategory.PURCHASE
                && charge.getCommitmentStatus() == CommitmentStatus.UNUSED;
    }

    /**
     * Whether the unused part of a fee is known by days. A reservation has one line for the whole month, from the first statement of the
     * month on; AWS does not say whether the hours to come are a part of what it calls unused. Source: AWS Data Exports User Guide,
     * "Understanding your amortized reservation data".
     */
    private boolean isDated(BilledCharge charge) {
        return charge.getUntil() - charge.getFrom() <= DAY_MILLIS || charge.getUntil() <= stated;
    }

    private void addUse(String commitment, long day, CommitmentStatus status, BigDecimal amount) {
        if (!commitment.isEmpty()) {
            Use use = status == CommitmentStatus.UNUSED
                    ? new Use(BigDecimal.ZERO, amount)
                    : new Use(amount, BigDecimal.ZERO);
            commitments.computeIfAbsent(commitment, absent -> new TreeMap<>()).merge(day, use, Use::plus);
        }
    }

    private Map<Long, BigDecimal> computeByDay(Resource resource) {
        Map<Long, BigDecimal> days = new HashMap<>();
        if (resource.idle().equals(IdleTime.NONE)) {
            return days;
        }
        for (BilledCharges part : resource.charges()) {
            for (BilledCharge charge : part.getChargesList()) {
                if (categories.typeOf(charge).isCompute()) {
                    List<BigDecimal> effective = ChargeDays.divide(effective(charge), charge);
                    for (int i = 0; i < effective.size(); i++) {
                        days.merge(ChargeDays.firstDay(charge) + i, effective.get(i), BigDecimal::add);
                    }
                }
            }
        }
        return days;
    }

    /** Of a commitment that covers nothing all is idle. */
    private static BigDecimal idlePart(Group group, long day, Resource resource, Map<Long, BigDecimal> compute) {
        if (!group.type().isCompute()) {
            return BigDecimal.ZERO;
        }
        return group.isUnused()
                ? BigDecimal.ONE
                : resource.idle().partOf(day, compute.getOrDefault(day, BigDecimal.ZERO));
    }

    private void add(Group group, long day, Amount amount, BigDecimal idlePart) {
        BigDecimal idle = part(amount.effective(), idlePart);
        Amount whole = new Amount(amount.billed(), amount.effective(), idle);
        add(SpendDimension.ACCOUNT, group.account(), null, day, whole);
        add(SpendDimension.PRODUCT, group.product(), null, day, whole);
        for (SpendDimension dimension : OF_OWNER) {
            String value = group.owner().value(dimension);
            if (value == null) {
                add(dimension, SpendDimension.UNALLOCATED, group.type().shared(), day, whole);
            } else {
                add(dimension, value, null, day, whole);
            }
        }
        BigDecimal idleBilled = group.isFee()
                ? part(amount.billed().min(amount.effective()), idlePart)
                : part(amount.billed(), idlePart);
        if (idlePart.signum() > 0) {
            add(
                    SpendDimension.CATEGORY,
                    SpendCategory.IDLE_COMPUTE.id(),
                    null,
                    day,
                    new Amount(idleBilled, idle, idle));
        }
        if (idlePart.compareTo(BigDecimal.ONE) < 0 || idleBilled.compareTo(amount.billed()) != 0) {
            Amount active = new Amount(
                    amount.billed().subtract(idleBilled), amount.effective().subtract(idle), BigDecimal.ZERO);
            add(SpendDimension.CATEGORY, group.type().category().id(), null, day, active);
        }
    }

    private void add(SpendDimension dimension, String value, @Nullable SharedCost shared, long day, Amount amount) {
        rows.computeIfAbsent(new Row(dimension, value, shared), absent -> new TreeMap<>())
                .merge(day, amount, Amount::plus);
    }

    /** The sums as records, in a fixed order. */
    List<SpendRecord.Amounts> records(String bill) {
        List<SpendRecord.Amounts> records = new ArrayList<>(rows.size());
        rows.entrySet().stream().sorted(Map.Entry.comparingByKey(Row.ORDER)).forEach(entry -> {
            Row row = entry.getKey();
            List<SpendRecord.Amounts.DayAmount> days = new ArrayList<>();
            entry.getValue().forEach((day, amount) -> days.add(amount.on(LocalDate.ofEpochDay(day))));
            records.add(new SpendRecord.Amounts(bill, row.dimension(), row.value(), row.shared(), days));
        });
        return records;
    }

    /** The use of commitments as records, in a fixed order. */
    List<SpendRecord.Commitment> commitments(String bill) {
        List<SpendRecord.Commitment> records = new ArrayList<>(commitments.size());
        SortedSet<String> all = new TreeSet<>(commitments.keySet());
        all.addAll(unknownFrom.keySet());
        for (String commitment : all) {
            List<SpendRecord.Commitment.DayUse> days = new ArrayList<>();
            commitments
                    .getOrDefault(commitment, Map.of())
                    .forEach((day, use) -> days.add(new SpendRecord.Commitment.DayUse(
                            LocalDate.ofEpochDay(day), Amount.plain(use.used()), Amount.plain(use.unused()))));
            Long from = unknownFrom.get(commitment);
            records.add(new SpendRecord.Commitment(
                    bill, commitment, days, from == null ? null : LocalDate.ofEpochDay(from)));
        }
        return records;
    }

    /** Last day with usage; null without any. */
    @Nullable
    LocalDate usedThrough() {
        return usedThrough == Long.MIN_VALUE ? null : LocalDate.ofEpochDay(usedThrough);
    }

    /** What a charge costs if commitments paid in advance are spread over what they cover: without it, what is billed. */
    static BigDecimal effective(BilledCharge charge) {
        return amount(charge.getEffective().isEmpty() ? charge.getBilled() : charge.getEffective());
    }

    private static BigDecimal amount(String text) {
        return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
    }

    private static BigDecimal part(BigDecimal amount, BigDecimal part) {
        if (part.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return part.compareTo(BigDecimal.ONE) == 0
                ? amount
                : amount.multiply(part).setScale(ChargeDays.DECIMALS, RoundingMode.HALF_EVEN);
    }

    /**
     * A resource with its charges in a bill.
     *
     * @param account that used it
     * @param inferred owner by the finding about missing tags
     */
    record Resource(
            String account, List<BilledCharges> charges, OwnerHistory owners, CostOwner inferred, IdleTime idle) {}

    /**
     * Charges of a resource that are added up before anything else.
     *
     * @param isFee whether it is the fee of a commitment, whose effective cost is that of its unused part
     */
    private record Group(
            BillCategoryTable.Type type,
            CostOwner owner,
            String account,
            String product,
            boolean isUnused,
            boolean isFee) {}

    private record Row(
            SpendDimension dimension,
            String value,
            @Nullable SharedCost shared) {

        private static final Comparator<Row> ORDER = Comparator.comparing(Row::dimension)
                .thenComparing(Row::value)
                .thenComparing(Row::shared, Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    /** Effective cost of what a commitment covered on a day, and of the rest of it, USD. */
    private record Use(BigDecimal used, BigDecimal unused) {

        Use plus(Use other) {
            return new Use(used.add(other.used), unused.add(other.unused));
        }
    }

    /** Amounts of a day, USD. */
    private record Amount(BigDecimal billed, BigDecimal effective, BigDecimal idle) {

        Amount plus(Amount other) {
            return new Amount(billed.add(other.billed), effective.add(other.effective), idle.add(other.idle));
        }

        SpendRecord.Amounts.DayAmount on(LocalDate day) {
            return new SpendRecord.Amounts.DayAmount(day, plain(billed), plain(effective), plain(idle));
        }

        private static BigDecimal plain(BigDecimal amount) {
            BigDecimal stripped = amount.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }
    }
}
