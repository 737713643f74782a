package dev.gleaner.collector.source.billing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillFileReaderTest {

    private static final byte[] FOCUS = Bytes.ofResource("billing/focus.csv");
    private static final byte[] CUR = Bytes.ofResource("billing/cur2.csv");

    @TempDir
    Path spool;

    @Test
    void shouldAddUpTheLinesOfADay() {
        Bills bills = Bills.read(spool, FOCUS);

        assertThat(bills.signals())
                .filteredOn(signal -> signal.getResource().endsWith("instance/i-0a1b2c3d4e5f60718"))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getResource())
                            .isEqualTo("arn:aws:ec2:us-east-1:012345678901:instance/i-0a1b2c3d4e5f60718");
                    assertThat(signal.getAccount()).isEqualTo("012345678901");
                    assertThat(signal.getRegion()).isEqualTo("us-east-1");
                    assertThat(signal.getBilledCharges().getBill()).isEqualTo("999988887777 2026-10-01");
                    assertThat(signal.getBilledCharges().getPart()).isZero();
                });
        // One line with the tag of a team, the other one without.
        assertThat(bills.charges("instance/i-0a1b2c3d4e5f60718"))
                .extracting(BilledCharge::getBilled)
                .containsExactly("0.004", "1.006");
        assertThat(bills.charges("instance/i-0a1b2c3d4e5f60718")).allSatisfy(charge -> {
            assertThat(charge.getService()).isEqualTo("AmazonEC2");
            assertThat(charge.getUsageType()).isEqualTo("BoxUsage:g5.xlarge");
            assertThat(charge.getCategory()).isEqualTo(ChargeCategory.USAGE);
            assertThat(Instant.ofEpochMilli(charge.getFrom())).isEqualTo("2026-10-02T00:00:00Z");
            assertThat(Instant.ofEpochMilli(charge.getUntil())).isEqualTo("2026-10-03T00:00:00Z");
        });
    }

    @Test
    void shouldTakeCreditsThatNameNoResourceFromTheAccount() {
        BilledCharge credit = Bills.read(spool, FOCUS).only("012345678901:root");

        assertThat(credit.getCategory()).isEqualTo(ChargeCategory.CREDIT);
        assertThat(credit.getUsageType()).isEqualTo("a credit");
        assertThat(credit.getBilled()).isEqualTo("-0.5");
        assertThat(Instant.ofEpochMilli(credit.getFrom())).isEqualTo("2026-10-01T00:00:00Z");
        assertThat(Instant.ofEpochMilli(credit.getUntil())).isEqualTo("2026-11-01T00:00:00Z");
    }

    /** As of a file that grew since it was listed, or of a store whose listing has no sizes. */
    @Test
    void shouldCopyNoMoreOfAFileThanItMayHave() throws IOException {
        long largest = 1_000_000;
        EndlessFileStore store = new EndlessFileStore();
        StatementReader reader = new StatementReader("billing", store, spool, largest, List.of());
        StatementFiles statement = StatementFiles.ofFolder("", store.list());

        assertThatThrownBy(() -> reader.read(statement, Bills.NOW, NOTHING))
                .isInstanceOf(IOException.class)
                .hasMessage("bill.parquet has more bytes than collector.billing.largest, 1,000,000");

        assertThat(store.read).isBetween(largest, largest + 100_000);
        assertThat(spool).isEmptyDirectory();
    }

    /** A Parquet file without an end, which counts what is read of it. */
    private static final class EndlessFileStore implements FileStore {

        private static final byte[] HEAD = "PAR1".getBytes(UTF_8);

        private long read;

        @Override
        public String identity() {
            return "endless";
        }

        @Override
        public List<StoredFile> list() {
            return List.of(new StoredFile("", "bill.parquet", "1", Bills.NOW));
        }

        @Override
        public InputStream open(StoredFile file) {
            return new InputStream() {
                @Override
                public int read() {
                    long position = read++;
                    return position < HEAD.length ? HEAD[(int) position] : 0;
                }
            };
        }
    }

    private static final StatementReader.Sink NOTHING = new StatementReader.Sink() {
        @Override
        public void publishCharges(List<Signal> charges) {
            throw new AssertionError("nothing can be published of half a file");
        }

        @Override
        public void publishStatement(Signal statement) {
            throw new AssertionError("nothing can be published of half a file");
        }
    };

    @Test
    void shouldKeepEveryDecimal() {
        assertThat(Bills.read(spool, FOCUS).only("training-data").getBilled()).isEqualTo("0.000000003");
    }

    @Test
    void shouldSkipOtherProvidersAndCurrencies() {
        StatementReadReport report = Bills.read(spool, FOCUS).report();

        assertThat(report.lines()).isEqualTo(9);
        assertThat(report.skipped())
                .containsOnlyKeys("other provider", "currency CNY")
                .containsValues(1, 1);
    }

    @Test
    void shouldTellOfBadLinesByFileLineAndColumnAndGoOn() {
        Bills bills = Bills.read(spool, FOCUS);

        assertThat(bills.report().bad()).isEqualTo(2);
        assertThat(bills.report().deadLetters()).extracting(DeadLetter::place).containsExactly("bill-0", "bill-0");
        assertThat(bills.report().deadLetters()).extracting(DeadLetter::offset).containsExactly(6L, 7L);
        // The first line of the content takes two lines of the file.
        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("line 9: BilledCost is no amount", "line 10: 6 cells under 17 columns");
        assertThat(bills.only("natgateway/nat-0a1b2c3d4e5f60718").getBilled()).isEqualTo("0.25");
        assertThat(bills.statement().getLines()).isEqualTo(9);
        assertThat(bills.statement().getUnreadableLines()).isEqualTo(2);
        assertThat(bills.statement().getBilled()).isEqualTo("0.760000003");
    }

    @Test
    void shouldNotPutTheLineIntoADeadLetter() {
        assertThat(Bills.read(spool, FOCUS).report().deadLetters())
                .extracting(DeadLetter::head)
                .containsOnly("");
    }

    @Test
    void shouldReadCostAndUsageReports() {
        Bills bills = Bills.read(spool, CUR);

        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(bills.charges("volume/vol-0a1b2c3d4e5f60718"))
                .extracting(BilledCharge::getBilled)
                .containsExactlyInAnyOrder("0.0109589041", "-0.0109589041");
        assertThat(bills.only("root").getCategory()).isEqualTo(ChargeCategory.TAX);
        assertThat(bills.only("root").getBilled()).isEqualTo("3.2");
    }

    @Test
    void shouldReadWhatIsPackedOrBeginsWithAByteOrderMark() {
        byte[] marked = ("\ufeff" + new String(FOCUS, UTF_8)).getBytes(UTF_8);
        Bills plain = Bills.read(spool, FOCUS);

        assertThat(Bills.read(spool, Bytes.gzip(FOCUS)).content()).isEqualTo(plain.content());
        assertThat(Bills.read(spool, marked).content()).isEqualTo(plain.content());
        assertThat(plain.charges()).hasSize(5);
    }

    @Test
    void shouldAddUpOverTheFilesOfAStatement() {
        Bills bills = Bills.read(spool, FOCUS, Bytes.gzip(CUR), FOCUS);

        assertThat(bills.charges("instance/i-0a1b2c3d4e5f60718"))
                .extracting(BilledCharge::getBilled)
                .containsExactly("0.008", "2.012");
    }

    @Test
    void shouldPublishNothingOfAStatementWithAFileThatBreaksOff() {
        byte[] packed = Bytes.gzip(FOCUS);

        Bills bills = Bills.read(spool, CUR, Arrays.copyOf(packed, packed.length / 2));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.statements()).isEmpty();
        assertThat(bills.report().deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("bill-1");
            assertThat(letter.reason()).isEqualTo("the file is not complete CSV or gzip");
        });
    }

    /** Within a quoted cell, and within a line. */
    @ParameterizedTest
    @ValueSource(strings = {"1.00000000000,\"999988887777\",\"US", "1.00000000000,\"999988887777\",\"USD\""})
    void shouldNoticeThatCsvBreaksOff(String end) {
        Bills bills = Bills.read(spool, (new String(FOCUS, UTF_8) + end).getBytes(UTF_8));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .contains("the file is not complete CSV or gzip");
    }

    @Test
    void shouldNoticeThatCsvBreaksOffInTheLastCell() {
        String bill = new String(FOCUS, UTF_8).stripTrailing();

        Bills bills = Bills.read(spool, bill.substring(0, bill.length() - 4).getBytes(UTF_8));

        assertThat(bills.signals()).isEmpty();
    }

    @Test
    void shouldReadALastLineWithoutAnEnd() {
        byte[] cut = new String(FOCUS, UTF_8).stripTrailing().getBytes(UTF_8);

        assertThat(Bills.read(spool, cut).content())
                .isEqualTo(Bills.read(spool, FOCUS).content());
    }

    @ParameterizedTest
    @CsvSource({
        "'', line 1: there is no header",
        "'a,b\n1,2\n', 'line 1: no bill: there is neither a column BilledCost nor line_item_unblended_cost'",
        "'PAR1 and no more', 'the file is not complete Parquet, or not compressed by gzip or Snappy'"
    })
    void shouldTellOfAFileThatIsNoBill(String text, String reason) {
        Bills bills = Bills.read(spool, text.getBytes(UTF_8));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("bill-0");
            assertThat(letter.reason()).isEqualTo(reason);
            assertThat(letter.offset()).isZero();
        });
        assertThat(spool).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BillingAccountId",
                "BillingCurrency",
                "BillingPeriodStart",
                "ChargeCategory",
                "ChargePeriodEnd",
                "ChargePeriodStart",
                "ServiceName",
                "SubAccountId"
            })
    void shouldPublishNothingWithoutARequiredColumn(String column) {
        Bills bills = Bills.read(
                spool, new String(FOCUS, UTF_8).replace(column, "x" + column).getBytes(UTF_8));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("bill-0");
            assertThat(letter.reason()).isEqualTo("line 1: there is no column " + column);
        });
    }

    @Test
    void shouldTellOfSomeBadLinesAndCountTheOthers() {
        String[] bill = new String(FOCUS, UTF_8).split("\n", -1);
        String bad = bill[8] + "\n";

        StatementReadReport report = Bills.read(spool, (bill[0] + "\n" + bad.repeat(250)).getBytes(UTF_8))
                .report();

        assertThat(report.bad()).isEqualTo(250);
        assertThat(report.deadLetters()).hasSize(FileDeadLetterCollector.REPORTED_PER_FILE + 1);
        assertThat(report.deadLetters()
                        .get(FileDeadLetterCollector.REPORTED_PER_FILE)
                        .reason())
                .isEqualTo("150 more rows can't be read");
    }

    @Test
    void shouldTakeAnEmptyLineForNoLine() {
        byte[] spaced = ("\r\n" + new String(CUR, UTF_8).replace("\n", "\r\n\r\n")).getBytes(UTF_8);

        Bills bills = Bills.read(spool, spaced);

        assertThat(bills.content()).isEqualTo(Bills.read(spool, CUR).content());
        assertThat(bills.report().deadLetters()).isEmpty();
    }

    @Test
    void shouldDivideManyChargesOfAResourceIntoParts() {
        String[] bill = new String(FOCUS, UTF_8).split("\n", -1);
        String many = IntStream.range(0, 1200)
                .mapToObj(i -> bill[3].replace("BoxUsage:g5.xlarge", "type-" + i))
                .collect(Collectors.joining("\n"));

        Bills bills = Bills.read(spool, (bill[0] + "\n" + many + "\n").getBytes(UTF_8));

        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getPart())
                .containsExactly(0, 1, 2);
        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getChargesCount())
                .containsExactly(500, 500, 200);
        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getReading())
                .containsOnly(bills.statement().getReading());
    }

    @Test
    void shouldLeaveNothingOnTheDisk() {
        Bills.read(spool, 1, FOCUS, CUR);

        assertThat(spool).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "bill.csv, true",
        "bill-00001.csv.gz, true",
        "bill-00001.snappy.parquet, true",
        "bill-Manifest.json, false",
        "bill.csv.part, false"
    })
    void shouldKnowABillByItsName(String name, boolean expected) {
        assertThat(BillFileReader.isBill(new StoredFile("", name, "1"))).isEqualTo(expected);
    }

    @Test
    void shouldSayWhenTheDiskIsTheFault() {
        Path gone = spool.resolve("gone");

        assertThatThrownBy(() -> Bills.read(gone, 1, FOCUS))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(Files.exists(gone)).isFalse();
    }
}
