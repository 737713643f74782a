package dev.gleaner.analyzer.rule.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.LogGroupSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code log-retention} tells of the bytes that a log group takes in. */
class LogIngestionTest {

    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final long END = Sights.LAST.endMillis();
    private static final long CREATED = END - Duration.ofDays(300).toMillis();
    private static final int WINDOW = 14 * 24;

    /** 100 GB a month of 730 hours, which cost 50 USD in Standard and 25 in Infrequent Access. */
    private static final long LIMIT = 100_000_000_000L / 730;

    private static final long LITTLE = 1_000_000_000L;

    /** 1,000 GB, which cost 30 USD a month. */
    private static final long MUCH = 1_000_000_000_000L;

    @Test
    void shouldFindALogGroupWhoseIngestionCostsMoreThanTheLimit() {
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW, 2 * LIMIT);

        Verdict.Found found = (Verdict.Found) group.verdict();

        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("Infrequent Access", "0.25 instead of 0.5 USD/GB");
        });
        assertThat(found.evidence())
                .extracting(Evidence::name, evidence -> Math.round(evidence.value()), Evidence::threshold)
                .contains(
                        tuple("ingestion", 200L, null),
                        tuple("cost of ingestion", 100L, 50.0),
                        tuple("cost of the same ingestion in Infrequent Access", 50L, null));
        assertAmounts(group.saving(), "50.00", "50.00", "50.00");
        assertThat(group.saving().basis()).contains("x 0.5", "x 0.25");
    }

    @Test
    void shouldSayNothingAtTheLimit() {
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW, LIMIT);

        assertThat(group.verdict())
                .isEqualTo(new Verdict.Nothing("it keeps events for 30 days, and its ingestion does not cost more than"
                        + " 50.0 USD a month"));
    }

    /** The retention comes first, and its saving is that of the finding: an approval carries out nothing else. */
    @Test
    void shouldProposeTheRetentionBeforeTheAdviceWhereBothApply() {
        Case group = new Case(StorageSights.logGroup("STANDARD", MUCH, CREATED, null));
        StorageSights.takeIn(group.profile(), WINDOW, 2 * LIMIT);

        Verdict.Found found = (Verdict.Found) group.verdict();

        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("put-retention-policy", Remedy.ADVICE);
        assertThat(found.evidence()).extracting(Evidence::name).contains("cost of storage", "cost of ingestion");
        assertAmounts(group.saving(), "21.00", "0.00", "71.00");
        assertThat(group.saving().basis()).contains("beside it, by the advice");
    }

    /** The retention is proposed all the same, and the finding says that the ingestion is not known. */
    @Test
    void shouldSayThatTheIngestionIsNotKnownWhereTooManyHoursAreMissing() {
        Case group = new Case(StorageSights.logGroup("STANDARD", MUCH, CREATED, null));
        StorageSights.takeIn(group.profile(), WINDOW * 8 / 10 - 1, 1000 * LIMIT);

        Verdict.Found found = (Verdict.Found) group.verdict();

        assertThat(found.evidence()).extracting(Evidence::name).doesNotContain("ingestion", "cost of ingestion");
        assertThat(found.evidence())
                .filteredOn(evidence -> evidence.name().startsWith("hours whose ingestion is known"))
                .singleElement()
                .satisfies(evidence -> {
                    assertThat(evidence.value()).isEqualTo(267);
                    assertThat(evidence.coverage()).isEqualTo(0.795);
                });
        assertAmounts(group.saving(), "21.00", "0.00", "21.00");
    }

    /** What is missing counts as nothing in the saving, and as the rest in the high estimate. */
    @Test
    void shouldNotExtrapolateOverMissingHours() {
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW * 9 / 10, 4 * LIMIT);

        assertThat(group.verdict()).isInstanceOf(Verdict.Found.class);
        assertAmounts(group.saving(), "89.88", "89.88", "100.00");
    }

    @ParameterizedTest
    @CsvSource({"INFREQUENT_ACCESS", "DELIVERY", "''"})
    void shouldNotAdviseToALogGroupOfAnotherClass(String logClass) {
        Case group = new Case(StorageSights.logGroup(logClass, LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW, 100 * LIMIT);

        assertThat(group.verdict()).isEqualTo(new Verdict.Nothing("it keeps events for 30 days"));
    }

    /** Events that have to be kept can be kept in the other class. */
    @Test
    void shouldAdviseAClassButNoRetentionWhereEventsHaveToBeKept() {
        LogGroupFacts facts = StorageSights.logGroup("STANDARD", MUCH, CREATED, null);
        Case group = new Case(new LogGroupFacts(
                facts.account(),
                facts.region(),
                facts.logClass(),
                facts.size(),
                facts.created(),
                facts.retentionDays(),
                Map.of("legal-hold", "true")));
        StorageSights.takeIn(group.profile(), WINDOW, 2 * LIMIT);

        assertThat(((Verdict.Found) group.verdict()).remedies())
                .extracting(Remedy::action)
                .containsExactly(Remedy.ADVICE);
    }

    @Test
    void shouldNotTakeAnUnknownPriceForNone() {
        PriceBook noStandard =
                new StoragePrices().without("logs", "standard", "gb").alone();
        PriceBook noInfrequent =
                new StoragePrices().without("logs", "infrequent-access", "gb").alone();
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW, 2 * LIMIT);

        assertThat(group.verdict(noStandard))
                .isEqualTo(new Verdict.Insufficient(List.of("the price logs|standard|us-east-1|||gb")));
        assertThat(group.verdict(noInfrequent)).isInstanceOf(Verdict.Found.class);
        assertThat(group.saving(noInfrequent).priced()).isFalse();
    }

    @Test
    void shouldNotTellOfALogGroupThatListingsNoLongerShow() {
        InventoryProfile<LogGroupFacts, HourlyCounterHistory> profile = StorageSights.logGroup();
        profile.see(END - Duration.ofDays(23).toMillis(), StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(profile, WINDOW, 2 * LIMIT);

        assertThat(new Case(profile).verdict()).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldForgetWhatCameBeforeTheWindow() {
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        StorageSights.takeIn(group.profile(), WINDOW, 0);
        StorageSights.takeInOnce(group.profile(), WINDOW, 1_000_000 * LIMIT);

        assertThat(group.verdict()).isInstanceOf(Verdict.Nothing.class);
        StorageSights.takeInOnce(group.profile(), WINDOW - 1, 1_000_000 * LIMIT);
        assertThat(group.verdict()).isInstanceOf(Verdict.Found.class);
    }

    /** By a sum over all hours, drawn at random: more than 50 USD of known bytes, and 269 of 336 hours. */
    @SeededTest(200)
    void shouldFindWhatTheKnownHoursCost(long seed) {
        Random random = new Random(seed);
        Case group = new Case(StorageSights.logGroup("STANDARD", LITTLE, CREATED, 30));
        double share = 0.7 + 0.3 * random.nextDouble();
        long known = 0;
        long bytes = 0;
        for (int ago = 0; ago < WINDOW; ago++) {
            if (random.nextDouble() < share) {
                long one = Math.round(random.nextDouble() * 4 * LIMIT);
                StorageSights.takeInOnce(group.profile(), ago, one);
                bytes += one;
                known++;
            }
        }

        boolean isFound = known >= 0.8 * WINDOW && bytes / 1e9 * 730 / WINDOW * 0.5 > 50;

        assertThat(group.verdict() instanceof Verdict.Found).isEqualTo(isFound);
    }

    @ParameterizedTest
    @CsvSource({"-1, 336, 0.8", "NaN, 336, 0.8", "50, 0, 0.8", "50, 336, 0", "50, 336, 1.1"})
    void shouldRefuseLimitsThatMakeNoSense(double minimum, int hours, double coverage) {
        assertThatThrownBy(() -> new LogIngestion(minimum, hours, coverage))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertAmounts(Saving saving, String monthly, String low, String high) {
        assertThat(List.of(amount(saving.monthly()), amount(saving.low()), amount(saving.high())))
                .containsExactly(monthly, low, high);
    }

    private static String amount(@Nullable Object amount) {
        return String.valueOf(amount);
    }

    /** A log group that was listed at the end of the last hour. */
    private record Case(InventoryProfile<LogGroupFacts, HourlyCounterHistory> profile) {

        Case(LogGroupFacts facts) {
            this(StorageSights.logGroup());
            profile.see(END, facts);
        }

        Verdict verdict() {
            return verdict(new StoragePrices().alone());
        }

        Verdict verdict(PriceBook prices) {
            return LogRetention.of(Defaults.settings()).evaluate(input(prices));
        }

        Saving saving() {
            return saving(new StoragePrices().alone());
        }

        Saving saving(PriceBook prices) {
            return Savings.of(verdict(prices), prices.on(DAY));
        }

        private LogGroupSnapshot input(PriceBook prices) {
            return StorageSights.pricedGroup(profile.at(Sights.LAST, END), prices);
        }
    }
}
