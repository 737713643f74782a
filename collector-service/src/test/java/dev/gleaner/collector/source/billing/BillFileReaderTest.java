package dev.gleaner.collector.source.billing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillFileReaderTest {

    private static final byte[] FOCUS = Bytes.ofResource("billing/focus.csv");
    private static final byte[] CUR = Bytes.ofResource("billing/cur2.csv");

    @TempDir
    Path spool;

    @Test
    void shouldAddUpTheRowsOfAKey() {
        BillCharge instance = only(Bills.read(spool, FOCUS), "instance/i-0a1b2c3d4e5f60718");

        assertThat(instance.amount()).isEqualByComparingTo("1.01");
        assertThat(instance.file()).isEqualTo("bill-0");
        assertThat(instance.row()).isZero();
        assertThat(instance.key())
                .isEqualTo(new BillCharge.Key(
                        "999988887777 2026-10-01",
                        "012345678901",
                        "arn:aws:ec2:us-east-1:012345678901:instance/i-0a1b2c3d4e5f60718",
                        "AmazonEC2",
                        "BoxUsage:g5.xlarge",
                        Instant.parse("2026-10-02T00:00:00Z").toEpochMilli(),
                        Instant.parse("2026-10-02T01:00:00Z").toEpochMilli()));
    }

    @Test
    void shouldTakeCreditsThatNameNoResourceFromTheAccount() {
        BillCharge credit = only(Bills.read(spool, FOCUS), "root");

        assertThat(credit.key().resource()).isEqualTo("arn:aws:iam::012345678901:root");
        assertThat(credit.key().usageType()).isEqualTo("Credit");
        assertThat(credit.amount()).isEqualByComparingTo("-0.5");
    }

    @Test
    void shouldKeepEveryDecimal() {
        assertThat(only(Bills.read(spool, FOCUS), "training-data").amount()).isEqualByComparingTo("0.000000003");
    }

    @Test
    void shouldSkipOtherProvidersAndCurrencies() {
        StatementReadReport report = Bills.read(spool, FOCUS).report();

        assertThat(report.rows()).isEqualTo(9);
        assertThat(report.skipped())
                .containsOnlyKeys("other provider", "other currency")
                .containsValues(1, 1);
    }

    @Test
    void shouldTellOfBadRowsByFileAndLineAndGoOn() {
        Bills bills = Bills.read(spool, FOCUS);

        assertThat(bills.report().bad()).isEqualTo(2);
        assertThat(bills.report().deadLetters()).extracting(DeadLetter::place).containsExactly("bill-0", "bill-0");
        assertThat(bills.report().deadLetters()).extracting(DeadLetter::offset).containsExactly(6L, 7L);
        // The first row takes two lines.
        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("line 9: BilledCost is no amount", "line 10: 6 cells under 17 columns");
        assertThat(only(bills, "natgateway/nat-0a1b2c3d4e5f60718").amount()).isEqualByComparingTo("0.25");
    }

    @Test
    void shouldNotPutTheRowIntoADeadLetter() {
        assertThat(Bills.read(spool, FOCUS).report().deadLetters())
                .extracting(DeadLetter::head)
                .containsOnly("");
    }

    @Test
    void shouldReadCostAndUsageReports() {
        Bills bills = Bills.read(spool, CUR);

        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(only(bills, "volume/vol-0a1b2c3d4e5f60718").amount()).isEqualByComparingTo("0");
        assertThat(only(bills, "root").key().usageType()).isEqualTo("Tax");
        assertThat(only(bills, "root").amount()).isEqualByComparingTo("3.2");
    }

    @Test
    void shouldReadWhatIsPackedOrBeginsWithAByteOrderMark() {
        byte[] marked = ("\ufeff" + new String(FOCUS, UTF_8)).getBytes(UTF_8);
        List<BillCharge> plain = Bills.read(spool, FOCUS).charges();

        assertThat(Bills.read(spool, Bytes.gzip(FOCUS)).charges()).isEqualTo(plain);
        assertThat(Bills.read(spool, marked).charges()).isEqualTo(plain);
        assertThat(plain).hasSize(4);
    }

    @Test
    void shouldAddUpOverTheFilesOfAStatement() {
        BillCharge instance = only(Bills.read(spool, FOCUS, FOCUS), "instance/i-0a1b2c3d4e5f60718");

        assertThat(instance.amount()).isEqualByComparingTo("2.02");
        assertThat(instance.file()).isEqualTo("bill-0");
    }

    @Test
    void shouldTellOfAFileThatBreaksOffAndReadTheOthers() {
        byte[] packed = Bytes.gzip(FOCUS);

        Bills bills = Bills.read(spool, Arrays.copyOf(packed, packed.length / 2), CUR);

        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .contains("the file is not complete CSV or gzip");
        assertThat(only(bills, "volume/vol-0a1b2c3d4e5f60718")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "'a,b\n1,2\n', 0", "'PAR1 and no more', 0"})
    void shouldTellOfAFileThatIsNoBill(String text, long row) {
        Bills bills = Bills.read(spool, text.getBytes(UTF_8));

        assertThat(bills.charges()).isEmpty();
        assertThat(bills.report().deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("bill-0");
            assertThat(letter.offset()).isEqualTo(row);
        });
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void shouldTellOfSomeBadRowsAndCountTheOthers() {
        String header = "BilledCost\n";

        StatementReadReport report =
                Bills.read(spool, (header + "x\n".repeat(250)).getBytes(UTF_8)).report();

        assertThat(report.bad()).isEqualTo(250);
        assertThat(report.deadLetters()).hasSize(FileDeadLetterCollector.REPORTED_PER_FILE + 1);
        assertThat(report.deadLetters()
                        .get(FileDeadLetterCollector.REPORTED_PER_FILE)
                        .reason())
                .isEqualTo("150 more rows can't be read");
    }

    @Test
    void shouldTakeAnEmptyLineForNoRow() {
        byte[] spaced = ("\r\n" + new String(CUR, UTF_8).replace("\n", "\r\n\r\n")).getBytes(UTF_8);

        Bills bills = Bills.read(spool, spaced);

        assertThat(bills.charges()).isEqualTo(Bills.read(spool, CUR).charges());
        assertThat(bills.report().deadLetters()).isEmpty();
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

        assertThatThrownBy(() -> Bills.read(gone, 1, FOCUS)).isInstanceOf(UncheckedIOException.class);
        assertThat(Files.exists(gone)).isFalse();
    }

    private static BillCharge only(Bills bills, String resource) {
        List<BillCharge> charges = bills.charges().stream()
                .filter(charge -> charge.key().resource().endsWith(resource))
                .toList();
        assertThat(charges).hasSize(1);
        return charges.get(0);
    }
}
