package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.signal.proto.CommitmentTerms;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of bills and published of their resources. The charges of old bills are deleted once they have been added up. */
class BillEvaluatorTest {

    private static final long DAY = 86_400_000;
    private static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final Instant END = Instant.parse("2027-03-01T00:00:00Z");
    private static final SpendSettings TWO_MONTHS =
            new SpendSettings(BillCategoryTable.read(Optional.empty()), "service", 2, Duration.ofSeconds(20));

    private final InMemoryStateStore store = new InMemoryStateStore();
    private final PublishedSpend published = new PublishedSpend();
    private BillEvaluator evaluator = new BillEvaluator(store, TWO_MONTHS, published);

    @Test
    void shouldDeleteTheChargesOfOldBillsOnceTheyAreAddedUp() throws MalformedSignalException {
        state("2026-08-01", 1, "5");
        state("2026-10-01", 1, "7");
        state("2026-09-01", 1, "6");

        assertThat(bills("c\n")).containsExactly("2026-09-01", "2026-10-01");
        assertThat(bills("s\n")).containsExactly("2026-09-01", "2026-10-01");
        assertThat(billed("2026-08-01")).isEqualTo("5");
        assertThat(billed("2026-09-01")).isEqualTo("6");
        assertThat(billed("2026-10-01")).isEqualTo("7");
    }

    @Test
    void shouldTakeALateStatementOfAnOldBill() throws MalformedSignalException {
        state("2026-08-01", 1, "5");
        state("2026-10-01", 1, "7");

        state("2026-08-01", 2, "4");

        assertThat(billed("2026-08-01")).isEqualTo("4");
        assertThat(bills("c\n")).containsExactly("2026-10-01");
    }

    /** As of the time when it was deleted. */
    @Test
    void shouldLeaveTheSumsOfAnOldBillAloneWhenOwnersChange() throws MalformedSignalException {
        state("2026-08-01", 1, "5");
        state("2026-10-01", 1, "7");
        evaluator = new BillEvaluator(store, TWO_MONTHS, published);

        evaluator.accept(Signal.newBuilder()
                .setResource(INSTANCE)
                .setInventory(Inventory.newBuilder().putTags("team", "search"))
                .build());
        evaluator.refresh();
        evaluate();

        assertThat(published.records().keySet().stream().filter(key -> key.contains("|team|")))
                .containsExactly(
                        "amounts|123456789012 2026-08-01|team||unallocated",
                        "amounts|123456789012 2026-10-01|team||search");
    }

    @Test
    void shouldPublishTheTermsOfACommitmentWhenTheyChange() throws MalformedSignalException {
        String plan = "arn:aws:savingsplans::123456789012:savingsplan/1";
        listed(plan, "0.5", false);
        SpendRecord.CommitmentTerms.Scope scope =
                new SpendRecord.CommitmentTerms.Scope("123456789012", "eu-west-3", "", "", "");
        SpendRecord.CommitmentTerms terms = new SpendRecord.CommitmentTerms(
                plan, "m5", null, "EC2Instance", END, new BigDecimal("0.5"), Map.of("Name", "serving"), scope);
        assertThat(published.records()).containsExactly(entry("commitment-terms|" + plan, terms));

        published.records().clear();
        listed(plan, "0.5", false);
        assertThat(published.records()).isEmpty();

        listed(plan, "", true);
        assertThat(published.records().values())
                .containsExactly(
                        new SpendRecord.CommitmentTerms(plan, "m5", null, "EC2Instance", END, null, null, scope));
        assertThatThrownBy(() -> listed(plan, "a lot", false)).hasMessageContaining("no decimal number");
    }

    private void listed(String plan, String hourly, boolean isTagsUnknown) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(plan)
                .setAccount("123456789012")
                .setRegion("eu-west-3")
                .setInventory(Inventory.newBuilder()
                        .setType("m5")
                        .putTags("Name", "serving")
                        .setTagsUnknown(isTagsUnknown)
                        .setCommitment(CommitmentTerms.newBuilder()
                                .setEnd(END.toEpochMilli())
                                .setHourlyUsd(hourly)
                                .setOffering("EC2Instance")))
                .build());
    }

    /** As the collector withdraws a bill: a later statement without lines. */
    @Test
    void shouldForgetABillThatIsWithdrawnAndTakeItWhenItIsBack() throws MalformedSignalException {
        evaluator.accept(finding());
        state("2026-09-01", 1, "5");
        state("2026-10-01", 1, "7");

        withdraw("2026-10-01", 2);

        assertThat(published.records().keySet()).isNotEmpty().noneMatch(key -> key.contains("2026-10-01"));
        assertThat(bills("c\n")).containsExactly("2026-09-01");
        evaluator = new BillEvaluator(store, TWO_MONTHS, published);
        evaluate();
        assertThat(published.records().keySet()).noneMatch(key -> key.contains("2026-10-01"));
        assertThat(billed("2026-09-01")).isEqualTo("5");

        state("2026-10-01", 3, "6");
        assertThat(billed("2026-10-01")).isEqualTo("6");
        assertThat(published.records()).containsKey("bill|123456789012 2026-10-01");
    }

    /** It says nothing about which months are old. */
    @Test
    void shouldNotDeleteOldBillsForABillThatIsWithdrawn() throws MalformedSignalException {
        withdraw("2027-10-01", 1);

        state("2026-09-01", 1, "5");
        state("2026-10-01", 1, "7");

        assertThat(bills("c\n")).containsExactly("2026-09-01", "2026-10-01");
    }

    private void withdraw(String month, long stated) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setBillStatement(BillStatement.newBuilder()
                        .setBill("123456789012 " + month)
                        .setStated(stated)
                        .setReading("w" + stated)
                        .setBilled("0")
                        .setEffective("0"))
                .build());
        evaluate();
    }

    /** Such as a bucket that is read by others. */
    @Test
    void shouldPublishWhatAllAccountsAreChargedForAResource() throws MalformedSignalException {
        evaluator.accept(finding());
        charge("123456789012", "2026-10-01", 1, "7");
        charge("999988887777", "2026-10-01", 1, "2");
        end("2026-10-01", 1, "9");

        assertThat(published.records().get("resource-charges|" + INSTANCE + "|123456789012 2026-10-01"))
                .isInstanceOfSatisfying(
                        SpendRecord.ResourceCharges.class,
                        resource -> assertThat(resource.charges())
                                .singleElement()
                                .satisfies(charge -> assertThat(charge.billed()).isEqualByComparingTo("9")));
        assertThat(published.records())
                .containsKeys(
                        "amounts|123456789012 2026-10-01|account||123456789012",
                        "amounts|123456789012 2026-10-01|account||999988887777");
    }

    /** A record that is larger than Kafka takes would stop the analyzer. */
    @Test
    void shouldKeepRowsAndRecordsSmallWhateverABillHas() throws MalformedSignalException {
        evaluator.accept(finding());
        long first = LocalDate.parse("2026-10-01").toEpochDay() * DAY;
        BigDecimal sum = BigDecimal.ZERO;
        for (int part = 0; part < 60; part++) {
            BilledCharges.Builder charges = BilledCharges.newBuilder()
                    .setBill("123456789012 2026-10-01")
                    .setStated(1)
                    .setReading("r")
                    .setPart(part);
            for (int i = 0; i < 500; i++) {
                int number = part * 500 + i;
                // Periods from 1970 to the year 2170, and more usage types than any resource has.
                charges.addCharges(BilledCharge.newBuilder()
                        .setFrom(number % 2 == 0 ? number * DAY : first + number % 31 * DAY)
                        .setUntil(number % 30 == 0 ? first + 50_000 * DAY : first + (number % 31 + 1) * DAY)
                        .setService("AmazonS3")
                        .setUsageType("USE1-" + number % 900 + "-DataTransfer-Out-Bytes")
                        .setCategory(ChargeCategory.USAGE)
                        .setBilled("0.000000000123")
                        .setCommitment("sp-1")
                        .setCommitmentStatus(CommitmentStatus.USED));
                sum = sum.add(new BigDecimal("0.000000000123"));
            }
            evaluator.accept(Signal.newBuilder()
                    .setResource(INSTANCE)
                    .setAccount("123456789012")
                    .setBilledCharges(fixed(charges))
                    .build());
        }

        end("2026-10-01", 1, sum.toPlainString());

        assertThat(published.records().values())
                .hasSizeGreaterThan(5)
                .allSatisfy(spendRecord ->
                        assertThat(Json.bytes(spendRecord).length).isLessThan(900_000));
        store.scan("", (key, row) -> assertThat(key.length() + row.length).isLessThan(900_000));
        SpendRecord.Amounts account =
                (SpendRecord.Amounts) published.records().get("amounts|123456789012 2026-10-01|account||123456789012");
        assertThat(account.days().stream()
                        .map(SpendRecord.Amounts.DayAmount::billed)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(sum);
        SpendRecord.ResourceCharges resource = (SpendRecord.ResourceCharges)
                published.records().get("resource-charges|" + INSTANCE + "|123456789012 2026-10-01");
        assertThat(resource.charges().stream()
                        .map(SpendRecord.ResourceCharges.Charge::billed)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(sum);
        assertThat(resource.charges()).anyMatch(charge -> charge.usageType().equals("other"));
    }

    /** A charge does not end before it begins. */
    private static BilledCharges fixed(BilledCharges.Builder charges) {
        charges.getChargesBuilderList().stream()
                .filter(charge -> charge.getUntil() < charge.getFrom())
                .forEach(charge -> charge.setUntil(charge.getFrom()));
        return charges.build();
    }

    @Test
    void shouldRejectNoMonths() {
        assertThatThrownBy(() -> new SpendSettings(
                        BillCategoryTable.read(Optional.empty()), "service", 0, Duration.ofSeconds(20)))
                .hasMessage("analyzer.spend.months is at least 1");
    }

    private void state(String month, long stated, String amount) throws MalformedSignalException {
        charge("123456789012", month, stated, amount);
        end(month, stated, amount);
    }

    private void charge(String account, String month, long stated, String amount) throws MalformedSignalException {
        long first = LocalDate.parse(month).toEpochDay() * 86_400_000;
        evaluator.accept(Signal.newBuilder()
                .setResource(INSTANCE)
                .setAccount(account)
                .setBilledCharges(BilledCharges.newBuilder()
                        .setBill("123456789012 " + month)
                        .setStated(stated)
                        .setReading("r")
                        .addCharges(BilledCharge.newBuilder()
                                .setFrom(first)
                                .setUntil(first + 86_400_000)
                                .setService("AmazonEC2")
                                .setUsageType("BoxUsage:m5.large")
                                .setCategory(ChargeCategory.USAGE)
                                .setBilled(amount)))
                .build());
    }

    private void end(String month, long stated, String amount) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setBillStatement(BillStatement.newBuilder()
                        .setBill("123456789012 " + month)
                        .setStated(stated)
                        .setReading("r")
                        .setLines(1)
                        .setBilled(amount)
                        .setEffective(amount))
                .build());
        evaluate();
    }

    private static Finding finding() {
        return new Finding(
                "fnd_1",
                1,
                "idle-instance",
                1,
                Finding.Status.OPEN,
                false,
                INSTANCE,
                "123456789012",
                "us-east-1",
                new Finding.Owner(null, null, null, null, Finding.Owner.Source.NONE),
                Instant.EPOCH,
                Instant.EPOCH,
                new Finding.Window(Instant.EPOCH, Instant.EPOCH),
                List.of(),
                List.of(),
                Saving.unpriced("no entry"),
                new Finding.Effort(5),
                List.of(),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }

    private void evaluate() {
        while (evaluator.isDue()) {
            evaluator.evaluate();
        }
    }

    private List<String> bills(String prefix) {
        List<String> months = new ArrayList<>();
        store.scan(
                prefix + "123456789012 ",
                (key, row) -> months.add(key.substring(prefix.length() + 13, prefix.length() + 23)));
        return months;
    }

    private String billed(String month) {
        SpendRecord.Amounts amounts = (SpendRecord.Amounts)
                published.records().get("amounts|123456789012 " + month + "|account||123456789012");
        return amounts.days().get(0).billed().toPlainString();
    }
}
