package dev.gleaner.local.estate.bill;

import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBillLine.Item;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.kind.BilledDay;
import dev.gleaner.local.estate.kind.BilledUsage;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What AWS would bill for an estate: plain arithmetic from its resources and its table of prices, which shares no code with the
 * analyzer. Instances are billed by the hour, each other resource as its kind says, support and tax by the
 * month; what has no known price is not billed.
 */
public final class EstateBill {

    private static final String EC2 = "AmazonEC2";

    /** The operation of an instance on Linux. Source: Amazon EC2 User Guide, "AMI billing information fields". */
    private static final String LINUX = "RunInstances";

    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

    /** Developer support and an average sales tax, percent of the usage. */
    private static final BigDecimal SUPPORT = BigDecimal.valueOf(3);

    private static final BigDecimal TAX = BigDecimal.valueOf(8);

    /** What AWS refunded once for S3, in the first month. */
    private static final BigDecimal REFUND = new BigDecimal("-12.34");

    private final EstateTimeline estateTimeline;
    private final EstateArns arns;
    private final EstatePrices prices;
    private final EstateCommitments commitments;
    private final UsageChanges changes;
    private final NavigableMap<YearMonth, List<EstateBillLine>> months = new TreeMap<>();

    private EstateBill(EstateTimeline estateTimeline, EstateIdentities identities, UsageChanges changes) {
        this.estateTimeline = estateTimeline;
        this.changes = changes;
        this.arns = new EstateArns(estateTimeline.estate(), identities);
        this.prices = EstatePrices.read();
        this.commitments = EstateCommitments.of(estateTimeline.estate());
    }

    /** The lines by month for the hours up to a time. */
    public static NavigableMap<YearMonth, List<EstateBillLine>> linesUntil(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant until) {
        return linesUntil(estateTimeline, identities, until, UsageChanges.none());
    }

    /** The lines by month for the hours up to a time, of which some are used other than the estate has it. */
    public static NavigableMap<YearMonth, List<EstateBillLine>> linesUntil(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant until, UsageChanges changes) {
        EstateBill bill = new EstateBill(estateTimeline, identities, changes);
        Instant end = until.truncatedTo(ChronoUnit.HOURS);
        for (Instant hour = estateTimeline.start(); hour.isBefore(end); hour = hour.plus(Duration.ofHours(1))) {
            bill.addHour(hour);
        }
        Instant lastDay = end.truncatedTo(ChronoUnit.DAYS);
        for (Instant day = estateTimeline.start(); day.isBefore(lastDay); day = day.plus(Duration.ofDays(1))) {
            bill.addDay(day);
        }
        bill.addMonthlyCharges();
        return bill.months;
    }

    /** The lines of the hour that begins at a time, without those for days and months. */
    public static List<EstateBillLine> linesOfHour(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant hour, UsageChanges changes) {
        EstateBill bill = new EstateBill(estateTimeline, identities, changes);
        bill.addHour(hour);
        return bill.months.getOrDefault(month(hour), List.of());
    }

    private void addHour(Instant hour) {
        Instant until = hour.plus(Duration.ofHours(1));
        List<InstanceHours> hours = new ArrayList<>();
        for (EstateInstance instance : estateTimeline.estate().instances()) {
            boolean ran = estateTimeline.wasRunningAt(instance, hour);
            Optional<UsageChanges.InstanceChange> change = changes.ofInstance(instance.name(), hour);
            BigDecimal part =
                    change.map(changed -> changed.partOf(hour)).orElse(ran ? BigDecimal.ONE : BigDecimal.ZERO);
            if (part.signum() > 0) {
                EstateInstance used =
                        change.map(changed -> instance.withType(changed.type())).orElse(instance);
                price(used).ifPresent(price -> hours.add(hours(used, part, price)));
            }
        }
        commitments.capacityReservations().stream()
                .filter(reservation -> !changes.isCancelled(reservation.name(), hour))
                .forEach(reservation -> unusedCapacity(reservation, hour).ifPresent(hours::add));
        CommitmentAllocation allocation = CommitmentAllocation.of(
                hours.stream()
                        .filter(each -> !each.isSpot())
                        .map(InstanceHours::usage)
                        .toList(),
                commitments.all().values());
        hours.forEach(each -> add(each, allocation, hour, until));
        commitments.all().values().forEach(commitment -> addCommitment(commitment, allocation, hour, until));
        KindRegistry.all().forEach(kind -> addHour(kind, hour, until));
    }

    private <R extends EstateResource> void addHour(EstateKind<R> kind, Instant hour, Instant until) {
        for (R resource : estateTimeline.estate().all(kind)) {
            changes.of(kind, resource, hour)
                    .filter(used -> used.existsAt(hour, estateTimeline.end()))
                    .ifPresent(used -> kind.hourly(used).forEach(usage -> add(hour, until, used, usage)));
        }
    }

    private InstanceHours hours(EstateInstance instance, BigDecimal partOfHour, BigDecimal price) {
        boolean isSpot = instance.market() == EstateInstance.Market.SPOT;
        Item item = new Item(
                EC2,
                prefix(instance.region()) + (isSpot ? "SpotUsage:" : "BoxUsage:") + instance.type(),
                LINUX,
                instance.account(),
                instance.region(),
                instance.zone(),
                arns.arn(instance.name()).toString(),
                instance.tags());
        Optional<EstateCommitments.CapacityReservation> reservation = commitments.reserving(instance.name());
        CommitmentAllocation.Usage usage = new CommitmentAllocation.Usage(
                instance.name(),
                instance.account(),
                instance.region(),
                instance.zone(),
                instance.type(),
                partOfHour,
                price,
                reservation.isPresent());
        return new InstanceHours(
                usage,
                item,
                reservation.map(EstateCommitments.CapacityReservation::arn).orElse(""),
                false);
    }

    /** USD of an hour; empty if it is unknown. */
    private Optional<BigDecimal> price(EstateInstance instance) {
        boolean isSpot = instance.market() == EstateInstance.Market.SPOT;
        return instance.platform() == EstateInstance.Platform.LINUX
                ? prices.of(instance.region(), isSpot ? EstatePrices.spot(instance.type()) : instance.type())
                : Optional.empty();
    }

    /** At the price on demand, as if instances ran in it. */
    private Optional<InstanceHours> unusedCapacity(EstateCommitments.CapacityReservation reservation, Instant hour) {
        BigDecimal unused = reservation.usedBy().stream()
                .flatMap(name -> changes.ofInstance(name, hour).stream())
                .map(change -> BigDecimal.ONE.subtract(change.partOf(hour)))
                .reduce(BigDecimal.valueOf(reservation.unused()), BigDecimal::add);
        Item item = new Item(
                EC2,
                prefix(reservation.region()) + "UnusedBox:" + reservation.type(),
                LINUX,
                reservation.account(),
                reservation.region(),
                "",
                reservation.arn(),
                Map.of());
        return prices.of(reservation.region(), reservation.type())
                .filter(price -> unused.signum() > 0)
                .map(price -> new InstanceHours(
                        new CommitmentAllocation.Usage(
                                reservation.name(),
                                reservation.account(),
                                reservation.region(),
                                "",
                                reservation.type(),
                                unused,
                                price,
                                true),
                        item,
                        reservation.arn(),
                        true));
    }

    private void add(InstanceHours hours, CommitmentAllocation allocation, Instant hour, Instant until) {
        CommitmentAllocation.Usage usage = hours.usage();
        BigDecimal onDemand = hours.isSpot() ? usage.hours() : allocation.onDemand(usage);
        if (onDemand.signum() > 0) {
            add(hours.line(hour, until, onDemand));
        }
        allocation.parts().stream()
                .filter(part -> part.usage().equals(usage))
                .forEach(part -> add(hours.line(hour, until, part.hours())
                        .coveredBy(part.commitment().arn(), part.effective())));
    }

    /** The fee of an hour, and the part of it that covers nothing. */
    private void addCommitment(
            EstateCommitments.Commitment commitment, CommitmentAllocation allocation, Instant hour, Instant until) {
        BigDecimal fee = commitment.terms().hourly();
        boolean isPlan = commitment.kind() != EstateCommitments.Kind.RESERVATION;
        Item item = new Item(
                isPlan ? "ComputeSavingsPlans" : EC2,
                isPlan ? "EC2SP:" + commitment.scope().type() + ".1yrNoUpfront" : "HeavyUsage",
                "",
                commitment.scope().account(),
                commitment.scope().region(),
                commitment.scope().zone(),
                commitment.arn(),
                Map.of());
        add(new EstateBillLine(
                hour,
                until,
                "Purchase",
                item,
                BigDecimal.ONE,
                "Hrs",
                fee,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                commitment.arn(),
                false,
                "",
                false));
        BigDecimal unused = fee.subtract(allocation.parts().stream()
                .filter(part -> part.commitment().equals(commitment))
                .map(CommitmentAllocation.CoveredPart::effective)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
        if (unused.signum() > 0) {
            add(new EstateBillLine(
                    hour,
                    until,
                    "Usage",
                    item,
                    BigDecimal.ONE,
                    "Hrs",
                    BigDecimal.ZERO,
                    unused,
                    BigDecimal.ZERO,
                    commitment.arn(),
                    true,
                    "",
                    false));
        }
    }

    private void addDay(Instant day) {
        Instant until = day.plus(Duration.ofDays(1));
        BigDecimal partOfMonth =
                BigDecimal.ONE.divide(BigDecimal.valueOf(month(day).lengthOfMonth()), MathContext.DECIMAL64);
        KindRegistry.all().forEach(kind -> addDay(kind, day, until, partOfMonth));
    }

    private <R extends EstateResource> void addDay(
            EstateKind<R> kind, Instant day, Instant until, BigDecimal partOfMonth) {
        for (R resource : estateTimeline.estate().all(kind)) {
            changes.of(kind, resource, day)
                    .filter(used -> used.existsAt(day, estateTimeline.end()))
                    .ifPresent(used -> kind.daily(
                                    used, new BilledDay(partOfMonth, metric -> sum(used.name(), metric, day, until)))
                            .forEach(usage -> add(day, until, used, usage)));
        }
    }

    private double sum(String name, EstateMetric metric, Instant from, Instant to) {
        return estateTimeline.resourcePoints(name, from, to).stream()
                .filter(point -> point.metric() == metric)
                .map(point -> point.sample().sum())
                .reduce(0.0, Double::sum);
    }

    private void add(Instant from, Instant until, EstateResource resource, BilledUsage usage) {
        prices.of(resource.region(), usage.priced())
                .ifPresent(price -> add(EstateBillLine.usage(
                        from,
                        until,
                        new Item(
                                usage.service(),
                                prefix(resource.region()) + usage.usageType(),
                                "",
                                resource.account(),
                                resource.region(),
                                "",
                                arns.arn(usage.name()).toString(),
                                usage.tags()),
                        usage.quantity(),
                        usage.unit(),
                        price.multiply(usage.quantity()))));
    }

    /**
     * Support and tax on what is billed in the month so far, and a refund. A line of a month is for all of it from the first statement on, also
     * for the days to come. AWS writes the fee of a reservation so, "multiplying your discounted hourly rate by the number of hours in the month"
     * (AWS Knowledge Center, "Which line items and columns in the Cost and Usage Report are applicable to my Amazon EC2 Reserved
     * Instances?"); support and tax stand for it here.
     */
    private void addMonthlyCharges() {
        YearMonth first = months.isEmpty() ? null : months.firstKey();
        months.forEach((month, lines) -> {
            BigDecimal billed = lines.stream().map(EstateBillLine::billed).reduce(BigDecimal.ZERO, BigDecimal::add);
            Instant began = lines.stream()
                    .map(EstateBillLine::from)
                    .min(Instant::compareTo)
                    .orElseThrow();
            Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant until =
                    month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            BigDecimal support = percentOf(billed, SUPPORT);
            lines.add(other(from, until, "Usage", "AWSDeveloperSupport", "Dollar", support));
            lines.add(other(from, until, "Tax", "AmazonEC2", "", percentOf(billed.add(support), TAX)));
            if (month.equals(first)) {
                lines.add(other(began, began.plus(Duration.ofDays(1)), "Credit", "AmazonS3", "Refund", REFUND));
            }
        });
    }

    private static EstateBillLine other(
            Instant from, Instant until, String category, String service, String usageType, BigDecimal amount) {
        return new EstateBillLine(
                from,
                until,
                category,
                new Item(service, usageType, "", EstateInstance.DEFAULT_ACCOUNT, "", "", "", Map.of()),
                BigDecimal.ONE,
                "",
                amount,
                amount,
                amount,
                "",
                false,
                "",
                false);
    }

    private void add(EstateBillLine line) {
        months.computeIfAbsent(month(line.from()), absent -> new ArrayList<>()).add(line);
    }

    private static YearMonth month(Instant time) {
        return YearMonth.from(time.atZone(ZoneOffset.UTC));
    }

    private static BigDecimal percentOf(BigDecimal amount, BigDecimal percent) {
        return amount.multiply(percent).divide(PERCENT, 2, RoundingMode.HALF_UP);
    }

    /** Usage types outside us-east-1 begin with a code of the region. */
    private static String prefix(String region) {
        return switch (region) {
            case "us-east-1" -> "";
            case "eu-west-1" -> "EU-";
            case "eu-west-3" -> "EUW3-";
            case "us-west-2" -> "USW2-";
            default -> region.toUpperCase(Locale.ROOT) + "-";
        };
    }

    /**
     * Hours of an instance, or of the unused part of a capacity reservation.
     *
     * @param capacityReservation ARN of the capacity reservation; empty without one
     */
    private record InstanceHours(
            CommitmentAllocation.Usage usage, Item item, String capacityReservation, boolean isUnusedCapacity) {

        boolean isSpot() {
            return item.usageType().contains("SpotUsage:");
        }

        EstateBillLine line(Instant hour, Instant until, BigDecimal hours) {
            EstateBillLine line = EstateBillLine.usage(
                    hour, until, item, hours, "Hrs", usage.price().multiply(hours));
            return capacityReservation.isEmpty() ? line : line.of(capacityReservation, isUnusedCapacity);
        }
    }
}
