package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTableTest {

    private static final Instant TIME = Instant.parse("2026-03-14T12:00:00Z");

    @Test
    void shouldAlignColumnsAndKeepTheOrder() {
        assertThat(FindingsTable.lines(List.of(
                        new FindingsTable.Listed(finding("idle-instance", "i-0b", "dev", saving("734.38")), TIME, null),
                        new FindingsTable.Listed(
                                finding("sporadic-instance", "i-0a", null, saving("9.10")), null, null))))
                .containsExactly(
                        "RULE               NAME       RESOURCE  REGION     USD/MONTH     LOW - HIGH  ENVIRONMENT"
                                + "  CONFIRMED     REMEDY",
                        "idle-instance      ocr-batch  i-0b      us-east-1     734.38  0.00 - 734.38  dev        "
                                + "  03-14 12:00Z  stop-instance",
                        "sporadic-instance  ocr-batch  i-0a      us-east-1       9.10    0.00 - 9.10  -          "
                                + "  -             stop-instance");
    }

    @Test
    void shouldShowWhatTheEstateExpectsBesideWhatWasFound() {
        List<FindingsTable.Listed> listed = List.of(
                new FindingsTable.Listed(
                        finding("idle-instance", "i-0b", "dev", saving("40.00")), TIME, new BigDecimal("39.50")),
                new FindingsTable.Listed(
                        finding("idle-instance", "i-0c", "dev", Saving.unpriced("no entry")), TIME, BigDecimal.ONE),
                new FindingsTable.Listed(finding("sporadic-instance", "i-0a", "dev", saving("9.10")), TIME, null));

        List<String> lines = FindingsTable.lines(listed);

        assertThat(lines.get(0)).containsSubsequence("LOW - HIGH", "EXPECTED", "ENVIRONMENT");
        assertThat(lines.get(1)).contains("  40.00  0.00 - 40.00     39.50  dev");
        assertThat(lines.get(2)).contains("unpriced");
        assertThat(lines.get(3)).contains("   9.10   0.00 - 9.10         -  dev");
        assertThat(FindingsTable.comparison(listed))
                .containsExactly(
                        "the estate expects 39.50 USD a month of 1 of these findings, which have 40.00",
                        "  idle-instance of ocr-batch: 39.50 expected, 40.00 found");
    }

    /** Also beside a finding that counts. */
    @Test
    void shouldShowACost() {
        Finding saved = finding("nat-to-s3", "vpc-1", "dev", saving("40.00"));
        Finding cost = finding("internet-egress", "vpc-1", "dev", Saving.ofCost(new BigDecimal("122.4"), "a month"));

        List<String> lines = lines(List.of(saved, cost));

        assertThat(lines.get(1)).contains("40.00");
        assertThat(lines.get(2)).contains("costs 122.40").doesNotContain("counted above");
        assertThat(FindingsTable.comparison(List.of(new FindingsTable.Listed(cost, TIME, new BigDecimal("122.40")))))
                .containsExactly("the estate expects 122.40 USD a month of 1 of these findings, which have 122.40");
    }

    @Test
    void shouldNotCompareWhereNothingIsExpected() {
        assertThat(FindingsTable.comparison(List.of(new FindingsTable.Listed(
                        finding("idle-instance", "i-0b", "dev", saving("40.00")), TIME, null))))
                .isEmpty();
    }

    /** A GPU host is idle by two rules, and paid for once. */
    @Test
    void shouldShowAResourceOnceWithTheOtherRulesBeneath() {
        List<String> lines = lines(List.of(
                finding("idle-instance", "i-0b", "dev", saving("12.00")),
                finding("idle-instance", "i-0a", "dev", saving("9.00")),
                finding("idle-gpu", "i-0b", "dev", saving("734.38"))));

        assertThat(lines.get(1)).startsWith("idle-gpu ").contains("i-0b", "734.38");
        assertThat(lines.get(2))
                .startsWith("  idle-instance ")
                .contains("i-0b", "counted above")
                .doesNotContain("12.00");
        assertThat(lines.get(3)).startsWith("idle-instance ").contains("i-0a", "9.00");
    }

    @Test
    void shouldNameBucketsAndPrefixesWhole() {
        String lines = String.join(
                "\n",
                lines(List.of(
                        of("arn:aws:s3:::models", saving("1.00")),
                        of("arn:aws:s3:::models/weights/", saving("1.00")),
                        of("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", saving("1.00")))));

        assertThat(lines).contains("  models  ", "  models/weights/  ", "  vpc-1  ");
    }

    @Test
    void shouldNotShowAnUnknownPriceAsZero() {
        assertThat(lines(List.of(finding("idle-instance", "i-0a", "dev", Saving.unpriced("no entry")))))
                .last()
                .asString()
                .contains("unpriced")
                .doesNotContain("0.00");
    }

    private static List<String> lines(List<Finding> findings) {
        return FindingsTable.lines(findings.stream()
                .map(finding -> new FindingsTable.Listed(finding, null, null))
                .toList());
    }

    private static Saving saving(String monthly) {
        BigDecimal amount = new BigDecimal(monthly);
        return Saving.priced(amount, BigDecimal.ZERO, amount, "on-demand");
    }

    private static Finding of(String arn, Saving saving) {
        return finding("rule", arn, arn, "dev", saving);
    }

    private static Finding finding(String rule, String instance, String environment, Saving saving) {
        String arn = "arn:aws:ec2:us-east-1:123456789012:instance/" + instance;
        return finding(rule, instance, arn, environment, saving);
    }

    private static Finding finding(String rule, String id, String arn, String environment, Saving saving) {
        return new Finding(
                "fnd_" + id,
                1,
                rule,
                1,
                Finding.Status.OPEN,
                false,
                arn,
                "123456789012",
                "us-east-1",
                new Finding.Owner(null, null, environment, null, Finding.Owner.Source.TAG),
                TIME,
                TIME,
                new Finding.Window(TIME, TIME),
                List.of(),
                List.of(),
                saving,
                new Finding.Effort(5),
                List.of(new Remedy("stop-instance", Map.of(), true, List.of(), "stop it")),
                null,
                "ocr-batch",
                null,
                0,
                null,
                List.of());
    }
}
