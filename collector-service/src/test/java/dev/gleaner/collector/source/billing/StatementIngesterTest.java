package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.MutableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts after each listing, by the rule of the analyzer: of the statements of a bill the latest one. */
class StatementIngesterTest {

    private static final Instant FIRST = Instant.parse("2026-11-05T06:00:00Z");
    private static final String OCTOBER = "999988887777 2026-10-01";
    private static final String SEPTEMBER = "999988887777 2026-09-01";

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private final InMemoryFileStore files = new InMemoryFileStore();
    private final Recorder recorder = new Recorder();
    private final List<String> opened = new ArrayList<>();
    private final MutableClock clock = new MutableClock(FIRST);
    private boolean isAvailable = true;
    private long largest = Long.MAX_VALUE;
    private StatementIngester ingester;

    @Test
    void shouldReadABillThatReturnsToAnEarlierContent() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        put("a/1.csv", bill("2026-10", 400));
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "400"));

        put("a/1.csv", bill("2026-10", 1000));
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
        assertThat(recorder.readings()).isEqualTo(3);
        poll();
        assertThat(recorder.readings()).isEqualTo(3);
    }

    /** As by a copy that keeps the time of the file. */
    @Test
    void shouldReadABillThatIsPutBackWithItsTime() throws IOException {
        Instant before = clock.instant();
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        put("a/1.csv", bill("2026-10", 400));
        poll();

        files.put("a/1.csv", bill("2026-10", 1000).getBytes(StandardCharsets.UTF_8), before);
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    @Test
    void shouldReadABillThatIsPutBackAfterItWasDeleted() throws IOException {
        Instant before = clock.instant();
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        put("a/1.csv", bill("2026-10", 400));
        poll();
        files.remove("a/1.csv");
        poll();
        poll();
        assertThat(counts()).isEmpty();

        files.put("a/1.csv", bill("2026-10", 1000).getBytes(StandardCharsets.UTF_8), before);
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    @Test
    void shouldCountABillThatWasDeletedAndIsPutElsewhereWithItsTime() throws IOException {
        Instant before = clock.instant();
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        files.remove("a/1.csv");
        poll();
        poll();

        files.put("b/1.csv", bill("2026-10", 400).getBytes(StandardCharsets.UTF_8), before);
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "400"));
    }

    /** A listing may be of the moment in which a file is replaced. */
    @Test
    void shouldWithdrawABillThatIsMissingTwice() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        put("b/1.csv", bill("2026-09", 7));
        poll();

        files.remove("a/1.csv");
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000", SEPTEMBER, "7"));
        poll();

        assertThat(counts()).isEqualTo(Map.of(SEPTEMBER, "7"));
        int signals = recorder.statements.size();
        poll();
        assertThat(recorder.statements).hasSize(signals);
    }

    @Test
    void shouldKeepABillThatIsThereAgainInTheNextListing() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        files.remove("a/1.csv");
        poll();
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        files.remove("a/1.csv");
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    @Test
    void shouldTakeNoListingThatFailsForADeletion() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        poll();

        isAvailable = false;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::poll).isInstanceOf(IOException.class);
        }

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    @Test
    void shouldGoOnAfterARestart() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        put("a/1.csv", bill("2026-10", 400));
        poll();
        restart();
        put("a/1.csv", bill("2026-10", 1000));
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));

        restart();
        files.remove("a/1.csv");
        poll();
        restart();
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
        poll();
        assertThat(counts()).isEmpty();
        restart();
        poll();

        assertThat(recorder.readings()).isEqualTo(3);
    }

    @Test
    void shouldCountTheNextNewestStatementOfABillThatIsDeleted() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        put("b/1.csv", bill("2026-10", 400));
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "400"));

        files.remove("b/1.csv");
        poll();
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));

        put("b/1.csv", bill("2026-10", 400));
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "400"));
    }

    @Test
    void shouldLeaveAloneWhatANewerStatementSaysWhenAnOlderOneIsDeleted() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        put("b/1.csv", bill("2026-10", 400));
        poll();

        files.remove("a/1.csv");
        poll();
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "400"));
        assertThat(recorder.readings()).isEqualTo(2);
    }

    @Test
    void shouldWithdrawABillThatAFolderDoesNotHaveAnyMore() throws IOException {
        put("a/1.csv", bill("2026-10", 1000));
        put("a/2.csv", bill("2026-09", 7));
        poll();

        files.remove("a/2.csv");
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000", SEPTEMBER, "7"));
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    /** Without a line in USD it would say that nothing was spent. */
    @Test
    void shouldTakeNoBillInAnotherCurrency() throws IOException {
        put("x/data/BILLING_PERIOD=2026-10/1.csv", bill("2026-10", 3).replace(",USD,", ",EUR,"));
        poll();

        assertThat(recorder.statements).isEmpty();
        assertThat(recorder.faults).containsExactly("3 lines are in EUR, and only USD is counted");

        put("x/data/BILLING_PERIOD=2026-10/1.csv", bill("2026-10", 3).replaceFirst(",USD,", ",EUR,"));
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "2"));
    }

    /** Half a bill would be wrong, and no bill too. */
    @Test
    void shouldKeepWhatCountsWhileAStatementIsIncompleteOrDamaged() throws IOException {
        String data = "x/data/BILLING_PERIOD=2026-10/";
        put(data + "1.csv", bill("2026-10", 600));
        put(data + "2.csv", bill("2026-10", 400));
        put(
                "x/metadata/BILLING_PERIOD=2026-10/x-Manifest.json",
                "{\"dataFiles\":[\"s3://b/%1$s1.csv\",\"s3://b/%1$s2.csv\"]}".formatted(data));
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));

        files.remove(data + "2.csv");
        poll();
        poll();
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));

        put(data + "2.csv", "no bill");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(1));
            poll();
        }
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1000"));
    }

    /** A store may copy a file to the disk before anything of it can be read. */
    @Test
    void shouldNotOpenABillThatIsTooLargeUntilTheLimitIsRaised() throws IOException {
        put("a/1.csv", bill("2026-10", 1));
        poll();
        put("a/1.csv", bill("2026-10", 2));
        put("a/2.csv", bill("2026-10", 1000));
        largest = 10_000;
        restart();
        opened.clear();
        poll();
        poll();
        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1"));
        assertThat(opened).isEmpty();

        largest = Long.MAX_VALUE;
        restart();
        poll();

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "1002"));
        assertThat(opened).containsExactly("a/1.csv", "a/2.csv");
    }

    @Test
    void shouldReadTheFilesOfAFolderThatReturnToAnEarlierContent() throws IOException {
        StatementIngester local = ingester(new FolderFileStore(folder, StatementFinder::isWanted));
        Path file = folder.resolve("2026-10/bill.csv");
        Files.createDirectories(file.getParent());
        for (int lines : List.of(1000, 400, 1000)) {
            Files.writeString(file, bill("2026-10", lines));
            // The same time each time, so that the first file and the last one are the same.
            Files.setLastModifiedTime(file, FileTime.from(FIRST));
            clock.advance(Duration.ofSeconds(60));
            local.ingestNew();
            assertThat(counts()).isEqualTo(Map.of(OCTOBER, Integer.toString(lines)));
        }

        Files.delete(file);
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(60));
            local.ingestNew();
        }
        assertThat(counts()).isEmpty();
    }

    @Test
    void shouldTakeAFolderThatIsNotThereForNoDeletion() throws IOException {
        Path bills = Files.createDirectory(folder.resolve("bills"));
        StatementIngester local = ingester(new FolderFileStore(bills, StatementFinder::isWanted));
        Files.writeString(bills.resolve("bill.csv"), bill("2026-10", 3));
        local.ingestNew();

        Files.move(bills, folder.resolve("elsewhere"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(local::ingestNew).isInstanceOf(IOException.class);
        }

        assertThat(counts()).isEqualTo(Map.of(OCTOBER, "3"));
    }

    private void poll() throws IOException {
        if (ingester == null) {
            restart();
        }
        clock.advance(Duration.ofSeconds(60));
        ingester.ingestNew();
    }

    private void restart() {
        ingester = ingester(new UnreliableStore());
    }

    private StatementIngester ingester(FileStore store) {
        return new StatementIngester(
                store, new StatementReader("billing", store, spool, largest, List.of()), recorder, clock);
    }

    private void put(String path, String content) {
        clock.advance(Duration.ofSeconds(10));
        files.put(path, content.getBytes(StandardCharsets.UTF_8), clock.instant());
    }

    /** Of so many lines of 1 USD. */
    private static String bill(String month, int lines) {
        String line = """
            999988887777,%1$s-01,012345678901,%1$s-02T00:00:00Z,%1$s-02T01:00:00Z,AmazonEC2,\
            EBS:VolumeUsage.gp3,vol-0a1b2c3d4e5f60718,USD,1,us-east-1,Usage
            """.formatted(month);
        return """
            bill_payer_account_id,bill_billing_period_start_date,line_item_usage_account_id,line_item_usage_start_date,\
            line_item_usage_end_date,line_item_product_code,line_item_usage_type,line_item_resource_id,\
            line_item_currency_code,line_item_unblended_cost,product_region_code,line_item_line_item_type
            """ + line.repeat(lines);
    }

    /** What is billed, by the bills that count. */
    private Map<String, String> counts() {
        Map<String, BillStatement> latest = new HashMap<>();
        for (Signal signal : recorder.statements) {
            BillStatement statement = signal.getBillStatement();
            latest.merge(
                    statement.getBill(), statement, (one, other) -> other.getStated() >= one.getStated() ? other : one);
        }
        Map<String, String> counts = new TreeMap<>();
        latest.forEach((bill, statement) -> {
            if (statement.getLines() > 0) {
                counts.put(bill, statement.getBilled());
            }
        });
        return counts;
    }

    private final class UnreliableStore implements FileStore {

        @Override
        public String identity() {
            return files.identity();
        }

        @Override
        public List<StoredFile> list() throws IOException {
            if (!isAvailable) {
                throw new IOException("can't list");
            }
            return files.list();
        }

        @Override
        public InputStream open(StoredFile file) throws IOException {
            opened.add(file.path());
            return files.open(file);
        }
    }

    private static final class Recorder implements StatementIngester.Output {

        private final List<Signal> statements = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private final Map<String, byte[]> positions = new HashMap<>();
        private final Set<StoredFile> unusable = new HashSet<>();

        long readings() {
            return statements.stream()
                    .map(Signal::getBillStatement)
                    .filter(statement -> statement.getLines() > 0)
                    .map(BillStatement::getReading)
                    .distinct()
                    .count();
        }

        @Override
        public Map<String, byte[]> findPositions() {
            return Map.copyOf(positions);
        }

        @Override
        public void savePosition(String folder, byte[] position) {
            positions.put(folder, position);
        }

        @Override
        public boolean isUnusable(StoredFile manifest) {
            return unusable.contains(manifest);
        }

        @Override
        public void addUnusable(StoredFile manifest) {
            unusable.add(manifest);
        }

        @Override
        public void publish(StatementFiles statement, StatementReadReport report) {
            report.deadLetters().forEach(fault -> faults.add(fault.reason()));
        }

        @Override
        public void reportFault(String place, String reason) {
            // Said by the finder.
        }

        @Override
        public void unavailable() {
            // Tried again.
        }

        @Override
        public void publishCharges(List<Signal> charges) {
            assertThat(charges).isNotEmpty();
        }

        @Override
        public void publishStatement(Signal statement) {
            statements.add(statement);
        }
    }
}
