package dev.gleaner.collector.source.billing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Bytes;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Small bills with everything that occurs in them, against sums that are calculated line by line. */
class BillLawTest {

    private static final String MANIFEST = "bill/metadata/BILLING_PERIOD=2026-10/bill-Manifest.json";
    private static final String DATA = "bill/data/BILLING_PERIOD=2026-10/";
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final List<String> HEADER = List.of(
            "BilledCost",
            "EffectiveCost",
            "ListCost",
            "BillingAccountId",
            "BillingCurrency",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargePeriodStart",
            "ChargePeriodEnd",
            "CommitmentDiscountId",
            "CommitmentDiscountStatus",
            "ConsumedQuantity",
            "ConsumedUnit",
            "ProviderName",
            "RegionId",
            "ResourceId",
            "ServiceName",
            "SubAccountId",
            "Tags",
            "x_ServiceCode",
            "x_UsageType");

    @TempDir
    Path spool;

    /** Each seed has four bills: 1,000 of them. */
    @SeededTest(250)
    void shouldAddUpWhateverTheOrderAndTheFiles(long seed) {
        Random random = new Random(seed);
        for (int bill = 0; bill < 4; bill++) {
            List<Line> lines = lines(random);
            Map<String, Sums> expected = reference(lines);

            InMemoryFileStore one = store(random, lines, 1);
            Bills whole = Bills.read(spool, 1000, one, statement(one));
            Collections.shuffle(lines, random);
            InMemoryFileStore divided = store(random, lines, 1 + random.nextInt(5));
            Bills shuffled = Bills.read(spool, 1 + random.nextInt(20), divided, statement(divided));
            Bills again = Bills.read(spool, 1 + random.nextInt(20), divided, statement(divided));

            assertThat(sums(whole)).isEqualTo(expected);
            assertThat(shuffled.content()).isEqualTo(whole.content());
            assertThat(again.content()).isEqualTo(whole.content());
            assertThat(again.statements().isEmpty()
                            || !again.statements()
                                    .get(0)
                                    .getBillStatement()
                                    .getReading()
                                    .equals(shuffled.statements()
                                            .get(0)
                                            .getBillStatement()
                                            .getReading()))
                    .isTrue();
            checkStatements(whole, expected, lines.size());
        }
    }

    /** The later statement says everything that counts. */
    @SeededTest(250)
    void shouldRestateABillAsAWhole(long seed) {
        Random random = new Random(seed);
        List<Line> before = lines(random);
        List<Line> after = new ArrayList<>(before.subList(0, before.size() / 2));
        after.addAll(lines(random));

        InMemoryFileStore store = store(random, before, 1);
        Bills stated = Bills.read(spool, 10, store, statement(store));
        store = store(random, after, 2);
        Bills restated = Bills.read(spool, 10, store, statement(store));

        assertThat(sums(stated)).isEqualTo(reference(before));

        assertThat(sums(restated)).isEqualTo(reference(after));
    }

    private static void checkStatements(Bills bills, Map<String, Sums> expected, int lines) {
        Map<String, BigDecimal> billed = new TreeMap<>();
        expected.forEach((key, sum) -> billed.merge(key.split("\\|", -1)[2], sum.billed, BigDecimal::add));
        Map<String, BigDecimal> stated = new TreeMap<>();
        for (Signal signal : bills.statements()) {
            stated.put(
                    signal.getBillStatement().getBill(),
                    new BigDecimal(signal.getBillStatement().getBilled()));
            assertThat(signal.getBillStatement().getLines()).isEqualTo(lines);
            assertThat(signal.getAccount()).isEqualTo("999988887777");
        }
        assertThat(stated.keySet()).isEqualTo(billed.keySet());
        billed.forEach((bill, sum) -> assertThat(stated.get(bill)).isEqualByComparingTo(sum));
    }

    private static StatementFiles statement(InMemoryFileStore store) {
        try {
            return new StatementFinder(store, file -> false)
                    .find(Bills.NOW)
                    .statements()
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In files of any kind, and sometimes named twice by the manifest. */
    private static InMemoryFileStore store(Random random, List<Line> lines, int files) {
        InMemoryFileStore store = new InMemoryFileStore();
        List<StringBuilder> contents = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            contents.add(new StringBuilder(String.join(",", HEADER)).append('\n'));
        }
        for (Line line : lines) {
            contents.get(random.nextInt(files)).append(line.csv()).append('\n');
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            byte[] content = contents.get(i).toString().getBytes(UTF_8);
            boolean packed = random.nextBoolean();
            String name = DATA + "bill-" + i + (packed ? ".csv.gz" : ".csv");
            store.put(name, packed ? Bytes.gzip(content) : content);
            names.add('"' + name + '"');
            if (random.nextInt(3) == 0) {
                names.add("\"s3://exports/" + name + '"');
            }
        }
        // Left over from an earlier statement.
        store.put(DATA + "bill-9.csv", "no bill");
        store.put(MANIFEST, "{\"dataFiles\": [" + String.join(",", names) + "]}");
        return store;
    }

    private static List<Line> lines(Random random) {
        List<Line> lines = new ArrayList<>();
        for (int i = random.nextInt(60) + 1; i > 0; i--) {
            lines.add(Line.of(random));
        }
        return lines;
    }

    private static Map<String, Sums> reference(List<Line> lines) {
        Map<String, Sums> sums = new TreeMap<>();
        lines.stream()
                .filter(line -> line.provider.equals("AWS"))
                .forEach(line ->
                        sums.computeIfAbsent(line.key(), key -> new Sums()).add(line));
        return sums;
    }

    private static Map<String, Sums> sums(Bills bills) {
        Map<String, Sums> sums = new TreeMap<>();
        for (Signal signal : bills.signals()) {
            for (BilledCharge charge : signal.getBilledCharges().getChargesList()) {
                String team = charge.getTags() == 0
                        ? ""
                        : signal.getBilledCharges()
                                .getTags(charge.getTags() - 1)
                                .getTagsMap()
                                .toString();
                String key = String.join(
                        "|",
                        signal.getResource(),
                        signal.getAccount(),
                        signal.getBilledCharges().getBill(),
                        charge.getService(),
                        charge.getUsageType(),
                        charge.getCategory().name(),
                        charge.getCommitment(),
                        charge.getCommitmentStatus().name(),
                        team,
                        charge.getUnit(),
                        Instant.ofEpochMilli(charge.getFrom()).toString(),
                        Instant.ofEpochMilli(charge.getUntil()).toString(),
                        charge.getList().isEmpty() ? "no list" : "list");
                assertThat(sums).doesNotContainKey(key);
                Sums sum = new Sums();
                sum.billed = new BigDecimal(charge.getBilled());
                sum.effective = new BigDecimal(charge.getEffective());
                sum.list = charge.getList().isEmpty() ? BigDecimal.ZERO : new BigDecimal(charge.getList());
                sum.quantity = charge.getQuantity().isEmpty() ? BigDecimal.ZERO : new BigDecimal(charge.getQuantity());
                sums.put(key, sum);
            }
        }
        return sums;
    }

    /** Amounts of a charge. */
    private static final class Sums {

        private BigDecimal billed = BigDecimal.ZERO;
        private BigDecimal effective = BigDecimal.ZERO;
        private BigDecimal list = BigDecimal.ZERO;
        private BigDecimal quantity = BigDecimal.ZERO;

        void add(Line line) {
            billed = billed.add(line.billed);
            effective = effective.add(line.effective);
            list = line.list.isEmpty() ? list : list.add(new BigDecimal(line.list));
            quantity = line.quantity.isEmpty() ? quantity : quantity.add(new BigDecimal(line.quantity));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sums sums && toString().equals(sums.toString());
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            return List.of(billed, effective, list, quantity).stream()
                    .map(amount -> amount.signum() == 0
                            ? "0"
                            : amount.stripTrailingZeros().toPlainString())
                    .toList()
                    .toString();
        }
    }

    /** A line, in a form in which nothing has to be guessed. */
    private record Line(
            BigDecimal billed,
            BigDecimal effective,
            String list,
            String quantity,
            String unit,
            String provider,
            LocalDate bill,
            String category,
            Instant from,
            Instant until,
            String commitment,
            String status,
            String resource,
            String account,
            String team,
            String usageType) {

        static Line of(Random random) {
            String category = List.of("Usage", "Usage", "Usage", "Tax", "Credit", "Adjustment", "Purchase")
                    .get(random.nextInt(7));
            boolean covered = random.nextInt(4) == 0;
            boolean month = random.nextInt(5) == 0;
            Instant from = month ? OCTOBER : OCTOBER.plus(Duration.ofHours(random.nextInt(72)));
            BigDecimal amount = BigDecimal.valueOf(random.nextInt(2_000_000), random.nextInt(13));
            boolean measured = random.nextBoolean();
            return new Line(
                    category.equals("Credit") || category.equals("Adjustment") ? amount.negate() : amount,
                    BigDecimal.valueOf(random.nextInt(1000), 3),
                    random.nextInt(5) == 0
                            ? ""
                            : amount.multiply(BigDecimal.TEN).toPlainString(),
                    measured ? Integer.toString(random.nextInt(100)) : "",
                    measured ? "Hours" : "",
                    random.nextInt(20) == 0 ? "Oracle" : "AWS",
                    random.nextInt(10) == 0 ? LocalDate.of(2026, 11, 1) : LocalDate.of(2026, 10, 1),
                    category,
                    from,
                    month ? Instant.parse("2026-11-01T00:00:00Z") : from.plus(Duration.ofHours(1)),
                    covered ? "plan" : "",
                    covered ? (random.nextBoolean() ? "Used" : "Unused") : "",
                    random.nextInt(6) == 0 ? "" : "arn:aws:sqs:us-east-1:1:q" + random.nextInt(4),
                    "01234567890" + random.nextInt(2),
                    random.nextBoolean() ? "" : "team-" + random.nextInt(2),
                    random.nextInt(5) == 0 ? "" : "type-" + random.nextInt(2));
        }

        String csv() {
            List<String> cells = List.of(
                    billed.toPlainString(),
                    effective.toPlainString(),
                    list,
                    "999988887777",
                    "USD",
                    bill + " 00:00:00",
                    category,
                    from.toString(),
                    until.toString(),
                    commitment,
                    status.isEmpty() ? "NULL" : status,
                    quantity,
                    unit,
                    provider,
                    "us-east-1",
                    resource,
                    "Amazon Queue",
                    account,
                    team.isEmpty() ? "NULL" : "{\"Team\": \"" + team + "\", \"Name\": \"a, b\"}",
                    "",
                    usageType);
            return cells.stream()
                    .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow();
        }

        String key() {
            Instant day =
                    from.atZone(ZoneOffset.UTC).toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC);
            boolean within = !until.isAfter(day.plus(Duration.ofDays(1)));
            String owner = !resource.isEmpty()
                    ? resource
                    : status.equals("Unused")
                            ? "arn:aws:billing:us-east-1:" + account + ":plan"
                            : "arn:aws:iam::" + account + ":root";
            return String.join(
                    "|",
                    owner,
                    account,
                    "999988887777 " + bill,
                    "Amazon Queue",
                    usageType,
                    category.toUpperCase(Locale.ROOT),
                    commitment,
                    status.isEmpty() ? "NO_COMMITMENT" : status.toUpperCase(Locale.ROOT),
                    team.isEmpty() ? "" : "{team=" + team + "}",
                    unit,
                    (within ? day : from).toString(),
                    (within ? day.plus(Duration.ofDays(1)) : until).toString(),
                    list.isEmpty() ? "no list" : "list");
        }
    }
}
