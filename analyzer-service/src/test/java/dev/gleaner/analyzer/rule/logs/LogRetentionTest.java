package dev.gleaner.analyzer.rule.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.storage.ListingAbsenceLimit;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogRetentionTest {

    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final long END = Sights.LAST.endMillis();
    private static final long CREATED = END - Duration.ofDays(300).toMillis();

    /** 5 USD at 0.03 USD/GB: 166.67 GB. */
    private static final long LIMIT = 166_666_666_666L;

    @Test
    void shouldFindALogGroupWhoseStorageCostsMoreThanTheLimit() {
        List<Remedy> remedies = ((Verdict.Found) judge(group("STANDARD", LIMIT + 1))).remedies();

        assertThat(remedies).extracting(Remedy::action).containsExactly("put-retention-policy", Remedy.ADVICE);
        assertThat(remedies.get(0).parameters()).isEqualTo(Map.of("days", "90"));
        assertThat(remedies.get(0).irreversibleParts()).containsExactly("events that are older than 90 days");
        assertThat(remedies.get(1).text()).contains("0.25 instead of 0.5 USD/GB");
    }

    @Test
    void shouldSayNothingAtTheLimit() {
        assertThat(judge(group("STANDARD", LIMIT)))
                .isEqualTo(new Verdict.Nothing("its storage does not cost more than 5.0 USD a month"));
    }

    /** 100 GB cost exactly 3 USD. */
    @Test
    void shouldTakeTheLimitItselfForLittle() {
        LogRetention rule =
                new LogRetention(3, 90, Set.of(), new LogIngestion(50, 1, 1), new ListingAbsenceLimit(1), 1);
        InventoryProfile<LogGroupFacts, HourlyCounterHistory> group = StorageSights.logGroup();
        group.see(END, group("STANDARD", 100_000_000_000L));

        assertThat(rule.evaluate(StorageSights.pricedGroup(group.at(Sights.LAST, END))))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @CsvSource({
        "legal-hold, true, false",
        "Legal-Hold, case 7, false",
        "retention-hold, '', false",
        "legal-hold, FALSE, true",
        "team, legal-hold, true"
    })
    void shouldNeverReportALogGroupThatHasToKeepItsEvents(String key, String value, boolean isFound) {
        assertThat(judge(tagged(Map.of(key, value))) instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** Rows of earlier releases have no tags: that is not the same as none. */
    @Test
    void shouldNotTakeUnknownTagsForNone() {
        assertThat(judge(tagged(null)))
                .isEqualTo(new Verdict.Insufficient(List.of("its tags, by which it may have to keep its events")));
    }

    private static LogGroupFacts tagged(@Nullable Map<String, String> tags) {
        LogGroupFacts group = group("STANDARD", LIMIT + 1);
        return new LogGroupFacts(
                group.account(),
                group.region(),
                group.logClass(),
                group.size(),
                group.created(),
                group.retentionDays(),
                tags);
    }

    @Test
    void shouldSayNothingWhereThereIsARetention() {
        assertThat(judge(StorageSights.logGroup("STANDARD", LIMIT * 9, CREATED, 3653)))
                .isEqualTo(new Verdict.Nothing("it keeps events for 3653 days"));
        assertThat(judge(group("DELIVERY", LIMIT * 9))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldAdviseInfrequentAccessOnlyToTheStandardClass() {
        assertThat(((Verdict.Found) judge(group("INFREQUENT_ACCESS", LIMIT * 2))).remedies())
                .extracting(Remedy::action)
                .containsExactly("put-retention-policy");
    }

    @Test
    void shouldShowNoPriceOfIngestionThatIsNotKnown() {
        PriceBook prices =
                new StoragePrices().without("logs", "infrequent-access", "gb").alone();

        assertThat(((Verdict.Found) judge(group("STANDARD", LIMIT * 2), prices))
                        .remedies()
                        .get(1)
                        .text())
                .doesNotContain("USD/GB");
    }

    @Test
    void shouldNotTakeUnknownBytesForNone() {
        assertThat(judge(StorageSights.logGroup("STANDARD", null, CREATED, null)))
                .isEqualTo(new Verdict.Insufficient(List.of("its stored bytes")));
        assertThat(judge(group("STANDARD", 0))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNameThePriceThatIsNotKnown() {
        PriceBook prices =
                new StoragePrices().without("logs", "standard", "gb-month").alone();

        assertThat(judge(group("STANDARD", LIMIT * 2), prices))
                .isEqualTo(new Verdict.Insufficient(List.of("the price logs|standard|us-east-1|||gb-month")));
        assertThat(judge(group("STANDARD", 0), prices)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTellOfALogGroupThatListingsNoLongerShow() {
        InventoryProfile<LogGroupFacts, HourlyCounterHistory> group = StorageSights.logGroup();
        group.see(END - Duration.ofDays(22).toMillis(), group("STANDARD", LIMIT * 2));

        assertThat(rule().evaluate(StorageSights.pricedGroup(group.at(Sights.LAST, END))))
                .isInstanceOf(Verdict.Found.class);
        assertThat(rule().evaluate(StorageSights.pricedGroup(group.at(Sights.LAST.plus(1), END))))
                .isInstanceOf(Verdict.Insufficient.class);
    }

    /** A deleted one that cost little is nothing that anybody has to be told. */
    @Test
    void shouldSayNothingOfALittleLogGroupThatListingsNoLongerShow() {
        InventoryProfile<LogGroupFacts, HourlyCounterHistory> group = StorageSights.logGroup();
        group.see(END - Duration.ofDays(50).toMillis(), group("STANDARD", LIMIT));

        assertThat(rule().evaluate(StorageSights.pricedGroup(group.at(Sights.LAST, END))))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 91, 366, 3654, -1})
    void shouldRefuseARetentionThatDoesNotExist(int days) {
        assertThatThrownBy(() ->
                        new LogRetention(5, days, Set.of(), new LogIngestion(50, 1, 1), new ListingAbsenceLimit(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no retention of " + days + " days");
    }

    private static LogRetention rule() {
        return LogRetention.of(Defaults.settings());
    }

    private static LogGroupFacts group(String logClass, long size) {
        return StorageSights.logGroup(logClass, size, CREATED, null);
    }

    private static Verdict judge(LogGroupFacts facts) {
        return judge(facts, new StoragePrices().alone());
    }

    private static Verdict judge(LogGroupFacts facts, PriceBook prices) {
        InventoryProfile<LogGroupFacts, HourlyCounterHistory> group = StorageSights.logGroup();
        group.see(END, facts);
        return rule().evaluate(StorageSights.pricedGroup(group.at(Sights.LAST, END), prices));
    }

    /** 300 days at a steady rate: 210 of them are older than 90 days. */
    @Test
    void shouldPriceTheEventsThatAreOlderThanTheRetention() {
        long size = 1_000_000_000_000L;

        assertSaving(logs(size, 300), "21.00", "0.00", "21.00");
        assertSaving(logs(size, 90), "0.00", "0.00", "0.00");
        assertSaving(logs(size, 30), "0.00", "0.00", "0.00");
        assertSaving(logs(size, -1), "0.00", "0.00", "0.00");
        assertThat(logs(size, 300).basis()).contains("1000 x 0.03", "70 % are older than 90 days");
    }

    @Test
    void shouldNotTakeAnUnknownCreationForLongAgo() {
        assertThat(logs(1_000_000_000_000L, null).priced()).isFalse();
    }

    private static Saving logs(long size, @Nullable Integer days) {
        var group = StorageSights.logGroup();
        Long created = days == null ? null : (Long) (END - Duration.ofDays(days).toMillis());
        group.see(END, StorageSights.logGroup("STANDARD", size, created, null));
        return Savings.of(
                LogRetention.of(Defaults.settings()).evaluate(StorageSights.pricedGroup(group.at(Sights.LAST, END))),
                StoragePrices.book().on(DAY));
    }

    private static void assertSaving(Saving saving, String monthly, String low, String high) {
        assertThat(saving.monthly()).isEqualByComparingTo(monthly);
        assertThat(saving.low()).isEqualByComparingTo(low);
        assertThat(saving.high()).isEqualByComparingTo(high);
    }
}
