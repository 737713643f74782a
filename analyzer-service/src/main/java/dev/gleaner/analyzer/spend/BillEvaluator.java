package dev.gleaner.analyzer.spend;

import dev.gleaner.analyzer.cost.CommitmentCoverage;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.ApiCost;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.CommitmentTerms;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keeps the charges of the resources of one partition, and adds them up by dimension and day. A statement of a bill counts from its end
 * on, as a whole. The sums of a bill are computed anew when a newer statement counts, or when owners or findings of its resources
 * changed, so that nothing is ever added to what was published. It depends neither on Kafka nor on a clock. Not thread-safe.
 */
public final class BillEvaluator {

    private static final Pattern BILL = Pattern.compile("\\d+ \\d{4}-\\d{2}-\\d{2}");
    private static final Pattern AMOUNT = Pattern.compile("(?:-?\\d{1,60}(?:\\.\\d{1,60})?)?");
    private static final String TAGS = "missing-tags";
    private static final String TAG_RESOURCE = "tag-resource";

    private static final long DAY_MILLIS = 86_400_000;

    /** Rows that are read or deleted at a time. */
    private static final int BATCH = 64;

    private final BillRepository repository;
    private final SpendSettings settings;
    private final SpendSink sink;
    private final PredictionCounter predictions;
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> replaced = new LinkedHashSet<>();
    private final Set<String> outdated = new LinkedHashSet<>();
    private final Deque<BillStatement> repeated = new ArrayDeque<>();
    private boolean ownersChanged;
    private Optional<BillCalculation> calculation = Optional.empty();

    /** Continues from the store. What was published is computed again once, as it is not known what changed since. */
    public BillEvaluator(StateStore store, SpendSettings settings, SpendSink sink) {
        this.repository = new BillRepository(store);
        this.settings = settings;
        this.sink = sink;
        this.predictions = new PredictionCounter(
                store,
                settings.months(),
                (resource, day) -> repository.findOwners(resource).asOf(day).orElse(repository.findInferred(resource)));
        repository.findStatements().forEach(statement -> {
            changed.add(statement.getBill());
            replaced.add(statement.getBill());
        });
    }

    /**
     * Folds a signal; one that is about nothing of the spend is ignored.
     *
     * @throws MalformedSignalException when its content is invalid; nothing has changed then
     */
    public void accept(Signal signal) throws MalformedSignalException {
        switch (signal.getBodyCase()) {
            case BILLED_CHARGES -> {
                check(signal.getBilledCharges());
                repository.saveCharges(signal);
            }
            case BILL_STATEMENT -> {
                check(signal.getBillStatement());
                accept(signal.getBillStatement());
            }
            case PREDICTIONS -> predictions.accept(signal.getPredictions(), signal.getPlace());
            case API_COST -> accept(signal.getApiCost());
            case METRIC, METRIC_SET -> predictions.accept(signal);
            case PROGRESS -> predictions.accept(signal.getProgress());
            case INVENTORY -> {
                acceptTerms(signal);
                acceptTags(signal);
            }
            default -> {
                // Not about the spend.
            }
        }
    }

    /** Whether a signal is about nothing else than the spend. */
    public static boolean isOnlyAboutSpend(Signal signal) {
        return signal.hasBilledCharges() || signal.hasBillStatement() || signal.hasPredictions() || signal.hasApiCost();
    }

    /** Takes note of a finding: when its resource was idle, and which owner was inferred. */
    public void accept(Finding finding) {
        String resource = finding.resource();
        if (finding.rule().equals(TAGS)) {
            CostOwner before = repository.findInferred(resource);
            CostOwner inferred = inferred(finding);
            if (!inferred.equals(before)) {
                repository.saveInferred(resource, inferred);
                ownersChanged = true;
            }
            return;
        }
        Optional<IdleTime> before = repository.findIdle(resource);
        IdleTime idle = before.orElse(IdleTime.NONE);
        IdleTime now = IdleTime.isAbout(finding) ? idle.with(finding) : idle;
        if (before.isEmpty() || !now.equals(idle)) {
            repository.saveIdle(resource, now);
            ownersChanged = true;
        }
    }

    /** Publishes predictions that were counted since the last call. To be called from time to time: each change alone is not worth it. */
    public void publishPredictions() {
        predictions.publish(sink);
    }

    /** Lets the sums be computed anew if owners or findings have changed. To be called from time to time, as above. */
    public void refresh() {
        if (ownersChanged) {
            ownersChanged = false;
            predictions.reallocate();
            repository.findStatements().stream()
                    .map(BillStatement::getBill)
                    .filter(bill -> !outdated.contains(bill))
                    .forEach(changed::add);
        }
    }

    /** Whether something has changed that is not published yet. */
    public boolean isUnpublished() {
        return isDue() || ownersChanged || predictions.isUnpublished();
    }

    /** Whether there is something to compute. */
    public boolean isDue() {
        return calculation.isPresent()
                || !changed.isEmpty()
                || !replaced.isEmpty()
                || !repeated.isEmpty()
                || !outdated.isEmpty();
    }

    /** Goes on computing by a bounded number of rows. */
    public void evaluate() {
        if (calculation.isEmpty() && !changed.isEmpty()) {
            String bill = changed.iterator().next();
            changed.remove(bill);
            calculation = repository.findStatement(bill).map(BillCalculation::new);
        }
        if (calculation.isPresent()) {
            if (calculation.get().advance()) {
                calculation = Optional.empty();
                if (changed.isEmpty()) {
                    addOutdated();
                }
            }
        } else if (!repeated.isEmpty()) {
            if (!repository.deleteReading(repeated.getFirst(), BATCH)) {
                repeated.removeFirst();
            }
        } else if (!replaced.isEmpty()) {
            String bill = replaced.iterator().next();
            Optional<BillStatement> statement = repository.findStatement(bill);
            if (statement.isEmpty() || !repository.deleteOlder(statement.get(), BATCH)) {
                replaced.remove(bill);
            }
        } else if (!outdated.isEmpty()) {
            String bill = outdated.iterator().next();
            if (!repository.deleteBill(bill, BATCH)) {
                outdated.remove(bill);
            }
        }
    }

    /** Once all bills have been added up. */
    private void addOutdated() {
        List<String> bills =
                repository.findStatements().stream().map(BillStatement::getBill).toList();
        newestMonth()
                .ifPresent(newest -> bills.stream()
                        .filter(bill -> !month(bill).isAfter(newest.minusMonths(settings.months())))
                        .forEach(outdated::add));
    }

    /** That of the newest bill. */
    private Optional<YearMonth> newestMonth() {
        return repository.findStatements().stream()
                .filter(statement -> !isWithdrawn(statement))
                .map(statement -> month(statement.getBill()))
                .max(Comparator.naturalOrder());
    }

    /** Whether a bill is not there any more: a statement of a bill has lines. */
    private static boolean isWithdrawn(BillStatement statement) {
        return statement.getLines() == 0;
    }

    private static YearMonth month(String bill) {
        return YearMonth.from(LocalDate.parse(bill.substring(bill.indexOf(' ') + 1)));
    }

    /** The part of the compute of a resource that commitments covered; empty if no bill says it. */
    public Optional<CommitmentCoverage> coverage(String resource) {
        return repository.findCoverage(resource);
    }

    private void accept(BillStatement statement) {
        Optional<BillStatement> before = repository.findStatement(statement.getBill());
        // Of two readings of one statement the later one counts, which a later version of the collector may have made.
        if (before.isEmpty() || before.get().getStated() <= statement.getStated()) {
            repository.saveStatement(statement);
            changed.add(statement.getBill());
            outdated.remove(statement.getBill());
            if (calculation.filter(running -> running.isOf(statement.getBill())).isPresent()) {
                calculation = Optional.empty();
            }
            before.filter(other -> other.getStated() == statement.getStated()
                            && !other.getReading().equals(statement.getReading()))
                    .ifPresent(repeated::add);
        }
        replaced.add(statement.getBill());
    }

    private void accept(ApiCost cost) throws MalformedSignalException {
        check(!cost.getCollector().isEmpty() && cost.getCollector().indexOf('\n') < 0, "a cost needs its collector");
        check(
                !cost.getAmount().isEmpty() && AMOUNT.matcher(cost.getAmount()).matches(),
                "an amount is no decimal number");
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(cost.getDay(), DAY_MILLIS));
        BigDecimal amount = new BigDecimal(cost.getAmount());
        if (repository.saveOwnCost(cost.getCollector(), day, amount)) {
            sink.publish(new SpendRecord.OwnCost(cost.getCollector(), day, amount));
        }
    }

    private void acceptTerms(Signal signal) throws MalformedSignalException {
        Inventory inventory = signal.getInventory();
        if (!inventory.hasCommitment()) {
            return;
        }
        CommitmentTerms terms = inventory.getCommitment();
        check(AMOUNT.matcher(terms.getHourlyUsd()).matches(), "an amount is no decimal number");
        SpendRecord.CommitmentTerms of = new SpendRecord.CommitmentTerms(
                signal.getResource(),
                inventory.getType(),
                terms.hasInstances() ? terms.getInstances() : null,
                terms.getOffering(),
                terms.hasEnd() ? Instant.ofEpochMilli(terms.getEnd()) : null,
                terms.getHourlyUsd().isEmpty() ? null : new BigDecimal(terms.getHourlyUsd()),
                inventory.getTagsUnknown() ? null : new TreeMap<>(inventory.getTagsMap()),
                new SpendRecord.CommitmentTerms.Scope(
                        signal.getAccount(),
                        // Without a type or family it is a plan for all regions.
                        inventory.getType().isEmpty() ? "" : signal.getRegion(),
                        inventory.getZone(),
                        inventory.getPlatform(),
                        inventory.getTenancy()));
        if (repository.saveTerms(of)) {
            sink.publishPart(of);
        }
    }

    private void acceptTags(Signal signal) {
        Inventory inventory = signal.getInventory();
        if (inventory.getTagsUnknown()) {
            return;
        }
        OwnerHistory before = repository.findOwners(signal.getResource());
        long day = Math.floorDiv(
                signal.getObservedAt(), Instant.EPOCH.plusSeconds(86_400).toEpochMilli());
        OwnerHistory now = before.with(day, CostOwner.of(inventory.getTagsMap(), settings.serviceTag()));
        if (!now.equals(before)) {
            repository.saveOwners(signal.getResource(), now);
            ownersChanged = true;
        }
    }

    private CostOwner inferred(Finding finding) {
        return switch (finding.status()) {
            case OPEN, IN_DOUBT ->
                finding.remedies().stream()
                        .filter(remedy -> remedy.action().equals(TAG_RESOURCE))
                        .findFirst()
                        .map(remedy -> CostOwner.of(remedy.parameters(), settings.serviceTag()))
                        .orElse(CostOwner.NONE);
            case RESOLVED, INSUFFICIENT, WITHDRAWN -> CostOwner.NONE;
        };
    }

    private static void check(BilledCharges charges) throws MalformedSignalException {
        checkBill(charges.getBill(), charges.getReading());
        for (BilledCharge charge : charges.getChargesList()) {
            check(charge.getUntil() >= charge.getFrom(), "a charge ends before it begins");
            check(charge.getTags() >= 0 && charge.getTags() <= charges.getTagsCount(), "a charge has no such tags");
            for (String amount :
                    List.of(charge.getBilled(), charge.getEffective(), charge.getList(), charge.getQuantity())) {
                check(AMOUNT.matcher(amount).matches(), "an amount is no decimal number");
            }
        }
    }

    private static void check(BillStatement statement) throws MalformedSignalException {
        checkBill(statement.getBill(), statement.getReading());
        check(AMOUNT.matcher(statement.getBilled()).matches(), "an amount is no decimal number");
        check(AMOUNT.matcher(statement.getEffective()).matches(), "an amount is no decimal number");
    }

    private static void checkBill(String bill, String reading) throws MalformedSignalException {
        check(BILL.matcher(bill).matches(), "a bill is named by payer and first day");
        check(!reading.isEmpty() && reading.indexOf('\n') < 0, "a reading of a bill needs a name");
    }

    private static void check(boolean isValid, String problem) throws MalformedSignalException {
        if (!isValid) {
            throw new MalformedSignalException(problem);
        }
    }

    /** Computes the sums of one statement, some resources at a time. */
    private final class BillCalculation {

        private final BillStatement statement;
        private final BillSums sums;
        private final EligibleDays eligible;
        private final Set<String> published = new HashSet<>();
        private String after = "";

        BillCalculation(BillStatement statement) {
            this.statement = statement;
            this.sums = new BillSums(settings.categories(), settings.serviceTag(), statement.getStated());
            this.eligible = EligibleDays.of(statement, newestMonth());
        }

        boolean isOf(String bill) {
            return statement.getBill().equals(bill);
        }

        /** Adds the next resources; returns whether all have been added and published. */
        boolean advance() {
            List<BillRepository.Charges> rows =
                    repository.nextCharges(statement, after.isEmpty() ? null : after, BATCH);
            if (rows.isEmpty()) {
                finish();
                return true;
            }
            // All rows of a resource are added together; of the last one there may be more.
            BillRepository.Charges last = rows.get(rows.size() - 1);
            boolean isLast = rows.size() < BATCH;
            List<BillRepository.Charges> whole = isLast
                    ? rows
                    : rows.stream()
                            .filter(row -> !row.resource().equals(last.resource()))
                            .toList();
            add(whole.isEmpty() ? repository.findCharges(statement, last.resource()) : whole);
            return false;
        }

        private void add(List<BillRepository.Charges> rows) {
            rows.stream()
                    .collect(Collectors.groupingBy(
                            BillRepository.Charges::resource, LinkedHashMap::new, Collectors.toList()))
                    .forEach(this::addResource);
            after = rows.get(rows.size() - 1).key();
        }

        /** A resource that several accounts use is charged to each of them. */
        private void addResource(String resource, List<BillRepository.Charges> rows) {
            Optional<IdleTime> idle = repository.findIdle(resource);
            rows.stream()
                    .collect(Collectors.groupingBy(
                            BillRepository.Charges::account, LinkedHashMap::new, Collectors.toList()))
                    .forEach((account, used) -> sums.add(new BillSums.Resource(
                            account,
                            charges(used),
                            repository.findOwners(resource),
                            repository.findInferred(resource),
                            idle.orElse(IdleTime.NONE))));
            List<BilledCharges> charges = charges(rows);
            rows.forEach(row -> eligible.add(row, charge -> true));
            if (idle.isPresent()) {
                publish(ResourceChargesMapper.map(resource, statement, charges));
                EligibleDays ofResource = eligible.empty();
                rows.forEach(row -> ofResource.add(row, charge -> !EligibleUsageMapper.isReserved(charge)));
                ofResource.ofResource(resource).ifPresent(this::publish);
            }
            BilledCoverage.of(charges, settings.categories())
                    .filter(coverage -> repository
                            .findCoverage(resource)
                            .filter(known -> known.through().isAfter(coverage.through()) || known.equals(coverage))
                            .isEmpty())
                    .ifPresent(coverage -> repository.saveCoverage(resource, coverage));
        }

        private void publish(SpendRecord ofResource) {
            if (isNew(ofResource)) {
                sink.publish(ofResource);
            }
        }

        private static List<BilledCharges> charges(List<BillRepository.Charges> rows) {
            return rows.stream().map(BillRepository.Charges::charges).toList();
        }

        private void finish() {
            sums.records(statement.getBill()).stream().filter(this::isNew).forEach(sink::publishPart);
            sums.commitments(statement.getBill()).stream().filter(this::isNew).forEach(sink::publishPart);
            eligible.records().stream().filter(this::isNew).forEach(sink::publishPart);
            SpendRecord.Bill bill = new SpendRecord.Bill(
                    statement.getBill(),
                    Instant.ofEpochMilli(statement.getStated()),
                    statement.getLines(),
                    statement.getUnreadableLines(),
                    new BigDecimal(statement.getBilled()),
                    new BigDecimal(statement.getEffective()),
                    sums.usedThrough());
            if (!isWithdrawn(statement) && isNew(bill)) {
                sink.publishPart(bill);
            }
            for (String key : repository.findPublishedKeys(statement.getBill())) {
                if (!published.contains(key)) {
                    repository.savePublished(statement.getBill(), key, null);
                    remove(key);
                }
            }
        }

        private void remove(String key) {
            if (key.startsWith("resource-")) {
                sink.remove(key);
            } else {
                sink.removePart(key);
            }
        }

        /** Whether a record differs from the published one. */
        private boolean isNew(SpendRecord spendRecord) {
            String key = spendRecord.topicKey();
            byte[] hash = BillRepository.hash(spendRecord);
            published.add(key);
            if (Arrays.equals(hash, repository.findPublished(statement.getBill(), key))) {
                return false;
            }
            repository.savePublished(statement.getBill(), key, hash);
            return true;
        }
    }

    /** Maps the charges of a resource to what the actuator compares: sums by usage type and period. */
    static final class ResourceChargesMapper {

        /** Of a record, in bytes; Kafka takes 1 MB. */
        private static final int LARGEST = 800_000;

        /** Usage type of what is added up, because there are too many usage types. */
        static final String OTHER = "other";

        private ResourceChargesMapper() {}

        static SpendRecord.ResourceCharges map(String resource, BillStatement statement, List<BilledCharges> parts) {
            List<SpendRecord.ResourceCharges.Charge> charges = parts.stream()
                    .flatMap(part -> part.getChargesList().stream())
                    .map(ResourceChargesMapper::map)
                    .toList();
            SpendRecord.ResourceCharges whole = map(resource, statement, charges, charge -> charge);
            int kept = (int) whole.charges().stream()
                    .map(SpendRecord.ResourceCharges.Charge::usageType)
                    .distinct()
                    .count();
            while (Json.bytes(whole).length > LARGEST && kept > 0) {
                kept /= 2;
                Set<String> largest = largest(charges, kept);
                whole = map(
                        resource,
                        statement,
                        charges,
                        charge -> largest.contains(charge.usageType()) ? charge : other(charge));
            }
            return Json.bytes(whole).length > LARGEST
                    ? map(
                            resource,
                            statement,
                            charges.stream()
                                    .flatMap(ResourceChargesMapper::days)
                                    .toList(),
                            charge -> charge)
                    : whole;
        }

        /** The days of a charge, which are as many as a bill may have. */
        private static Stream<SpendRecord.ResourceCharges.Charge> days(SpendRecord.ResourceCharges.Charge charge) {
            BilledCharge period = BilledCharge.newBuilder()
                    .setFrom(charge.from().toEpochDay() * DAY_MILLIS)
                    .setUntil(charge.until().toEpochDay() * DAY_MILLIS)
                    .build();
            List<BigDecimal> billed = ChargeDays.divide(charge.billed(), period);
            List<BigDecimal> effective = ChargeDays.divide(charge.effective(), period);
            return IntStream.range(0, billed.size())
                    .mapToObj(i -> new SpendRecord.ResourceCharges.Charge(
                            charge.from().plusDays(i),
                            charge.from().plusDays(i + 1L),
                            OTHER,
                            OTHER,
                            billed.get(i),
                            effective.get(i)));
        }

        /** The usage types with the largest cost in the bill. */
        private static Set<String> largest(List<SpendRecord.ResourceCharges.Charge> charges, int count) {
            Map<String, BigDecimal> costs = new TreeMap<>();
            charges.forEach(
                    charge -> costs.merge(charge.usageType(), charge.effective().abs(), BigDecimal::add));
            return costs.entrySet().stream()
                    .sorted(Map.Entry.<String, BigDecimal>comparingByValue().reversed())
                    .limit(count)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        private static SpendRecord.ResourceCharges.Charge other(SpendRecord.ResourceCharges.Charge charge) {
            return new SpendRecord.ResourceCharges.Charge(
                    charge.from(), charge.until(), charge.service(), OTHER, charge.billed(), charge.effective());
        }

        private static SpendRecord.ResourceCharges map(
                String resource,
                BillStatement statement,
                List<SpendRecord.ResourceCharges.Charge> charges,
                UnaryOperator<SpendRecord.ResourceCharges.Charge> naming) {
            Map<List<Object>, SpendRecord.ResourceCharges.Charge> sums = new HashMap<>();
            for (SpendRecord.ResourceCharges.Charge charge : charges) {
                SpendRecord.ResourceCharges.Charge one = naming.apply(charge);
                sums.merge(
                        List.of(one.from(), one.until(), one.service(), one.usageType()),
                        one,
                        ResourceChargesMapper::plus);
            }
            List<SpendRecord.ResourceCharges.Charge> sorted = sums.values().stream()
                    .sorted(Comparator.comparing(SpendRecord.ResourceCharges.Charge::from)
                            .thenComparing(SpendRecord.ResourceCharges.Charge::until)
                            .thenComparing(SpendRecord.ResourceCharges.Charge::service)
                            .thenComparing(SpendRecord.ResourceCharges.Charge::usageType))
                    .toList();
            return new SpendRecord.ResourceCharges(
                    resource, statement.getBill(), Instant.ofEpochMilli(statement.getStated()), sorted);
        }

        private static SpendRecord.ResourceCharges.Charge map(BilledCharge charge) {
            long first = ChargeDays.firstDay(charge);
            return new SpendRecord.ResourceCharges.Charge(
                    LocalDate.ofEpochDay(first),
                    LocalDate.ofEpochDay(first + ChargeDays.count(charge)),
                    charge.getService(),
                    charge.getUsageType(),
                    new BigDecimal(charge.getBilled().isEmpty() ? "0" : charge.getBilled()),
                    BillSums.effective(charge));
        }

        private static SpendRecord.ResourceCharges.Charge plus(
                SpendRecord.ResourceCharges.Charge one, SpendRecord.ResourceCharges.Charge other) {
            return new SpendRecord.ResourceCharges.Charge(
                    one.from(),
                    one.until(),
                    one.service(),
                    one.usageType(),
                    one.billed().add(other.billed()),
                    one.effective().add(other.effective()));
        }
    }
}
