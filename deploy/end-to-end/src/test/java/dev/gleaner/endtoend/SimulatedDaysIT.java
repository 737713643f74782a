package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.GLEANER;
import static dev.gleaner.endtoend.StartedGleaner.ROOT;
import static dev.gleaner.endtoend.StartedGleaner.awaitState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.test.process.LocalGleaner;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What people see of a terminated, a resized and a scheduled instance after days: promised, measured and billed. What AWS would bill follows
 * here from what the stand-in shows and the table of prices alone.
 */
@ExtendWith(StartedGleaner.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SimulatedDaysIT {

    /** Terminated here, so that no other test decides on it. */
    static final String STOPPED = "parked-desktop";

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** As long as a quarantine. */
    private static final int QUARANTINE = 7;

    /** So many that the bill has a whole week before. */
    private static final int DAYS = 5;

    private static final BigDecimal HOURS = BigDecimal.valueOf(24);

    private static EstateAws aws;
    private static Approved terminated;
    private static Approved resized;
    private static Approved scheduled;

    /** When the bills were delivered. */
    private static Instant delivered;

    /** The state of the run afterwards. */
    private static JsonNode ledger;

    /**
     * An instance on which an action was approved.
     *
     * @param type before
     */
    private record Approved(JsonNode finding, JsonNode remedy, String type, String action) {}

    @BeforeAll
    static void carryOut() {
        aws = new EstateAws(GLEANER.aws());
        terminated = approve(
                "idle-instance",
                "terminate-instance",
                finding -> aws.name(finding).startsWith("forgotten-"));
        resized = approve(
                "oversized-instance",
                "resize-instance",
                finding -> aws.name(finding).equals("embedding-store"));
        scheduled = approve(
                "sporadic-instance",
                "schedule-instance",
                finding ->
                        finding.at("/remedies").findValuesAsText("on").stream().anyMatch(hours -> !hours.isEmpty()));
        awaitState(resized.action(), "observed");
        awaitState(scheduled.action(), "observed");
        CarriedOut.record(SimulatedDaysIT.class, resized.finding(), resized.remedy(), resized.action());
        CarriedOut.record(SimulatedDaysIT.class, scheduled.finding(), scheduled.remedy(), scheduled.action());
    }

    @Test
    @Order(1)
    void shouldRefuseWhatItCannotSimulate() {
        LocalGleaner.Outcome outcome = GLEANER.simulateDays("31");

        assertThat(outcome.exit()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output()).contains("N is a number of days from 0 to 30, not 31");
    }

    /** By its steps and guards, which keep their time: it is the quarantine that is over. */
    @Test
    @Order(2)
    void shouldTerminateAfterTheQuarantine() {
        awaitTermination(terminated);
        // The first one of its kind has to succeed before the next one begins.
        awaitTermination(approve(
                "stopped-instance",
                "terminate-instance",
                finding -> aws.name(finding).equals(STOPPED)));
    }

    private static void awaitTermination(Approved some) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(aws.tags(some.finding())).containsKey("gleaner:quarantined"));
        // The tag is there before the step is recorded.
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            LocalGleaner.Outcome outcome = GLEANER.simulateDays(Integer.toString(QUARANTINE));
            assertThat(outcome.exit()).as(outcome.output()).isZero();
            assertThat(state(some)).isNotEqualTo("claimed");
        });
        awaitState(some.action(), "observed");
        assertThat(aws.state(some.finding())).isEqualTo("terminated");
        CarriedOut.record(SimulatedDaysIT.class, some.finding(), some.remedy(), some.action());
    }

    private static String state(Approved some) {
        return GLEANER.get("/api/actions/" + some.action()).get("state").asText();
    }

    @Test
    @Order(3)
    void shouldShowPromisedMeasuredAndBilled() {
        // Entries are opened once a minute.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(terminated, resized, scheduled))
                        .allSatisfy(some -> assertThat(entry(some)).isNotNull()));
        Instant asked = Instant.now();
        LocalGleaner.Outcome outcome = GLEANER.simulateDays(Integer.toString(DAYS));
        delivered = Instant.now();
        assertThat(outcome.exit()).as(outcome.output()).isZero();

        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            for (Approved some : List.of(terminated, resized, scheduled)) {
                JsonNode entry = entry(some);
                assertThat(Instant.parse(entry.get("since").asText()))
                        .isBefore(delivered.minus(Duration.ofDays(DAYS)))
                        .isAfter(delivered.minus(Duration.ofDays(DAYS)).minus(Duration.ofHours(1)));
                assertThat(Instant.parse(entry.get("through").asText())).isAfter(asked);
                assertThat(entry.at("/bill/billedDays").asInt()).as("%s", entry).isEqualTo(billedDays(entry));
                assertThat(new BigDecimal(entry.at("/bill/usd").asText()))
                        .as("%s", entry)
                        .isEqualByComparingTo(truth(some, entry));
            }
        });

        for (Approved some : List.of(terminated, resized, scheduled)) {
            JsonNode month = entry(some).at("/measures/2");
            BigDecimal promised = new BigDecimal(month.at("/promised/usd").asText());
            BigDecimal monthly =
                    new BigDecimal(some.finding().at("/saving/monthly").asText());
            // 30 of the 30.42 days of a month.
            assertThat(promised)
                    .isEqualByComparingTo(monthly.multiply(BigDecimal.valueOf(720))
                            .divide(BigDecimal.valueOf(730), 2, RoundingMode.DOWN));
            assertThat(month.get("hoursInForce").asInt()).isEqualTo(DAYS * 24);
            assertThat(new BigDecimal(month.at("/measured/usd").asText()))
                    .isBetween(part(promised, DAYS * 24 - 1), part(promised, DAYS * 24 + 1));
        }
        ledger = GLEANER.get("/api/ledger");
        assertThat(new BigDecimal(ledger.at("/totals/billedPreliminary").asText()))
                .isPositive();
    }

    /** A second time changes nothing, and none at all brings the true times back. */
    @Test
    @Order(4)
    void shouldSimulateTheSameAgainAndNoLonger() {
        assertThat(GLEANER.simulateDays(Integer.toString(DAYS)).exit()).isZero();
        assertThat(entry(resized).get("since")).isEqualTo(since(resized));

        assertThat(GLEANER.simulateDays("0").exit()).isZero();
        assertThat(Instant.parse(entry(resized).get("since").asText()))
                .isEqualTo(Instant.parse(since(resized).asText()).plus(Duration.ofDays(DAYS)));
    }

    private static JsonNode since(Approved some) {
        return entry(ledger, some).get("since");
    }

    private static BigDecimal part(BigDecimal ofThirtyDays, int hours) {
        return ofThirtyDays.multiply(BigDecimal.valueOf(hours)).divide(BigDecimal.valueOf(720), 2, RoundingMode.DOWN);
    }

    /** A bill has all of a day 24 hours after its end. */
    private static int billedDays(JsonNode entry) {
        return (int) ChronoUnit.DAYS.between(
                firstDay(entry), LocalDate.ofInstant(delivered, ZoneOffset.UTC).minusDays(1));
    }

    private static LocalDate firstDay(JsonNode entry) {
        return LocalDate.ofInstant(Instant.parse(entry.get("since").asText()), ZoneOffset.UTC);
    }

    /** An instance that ran all the time, less what it costs as the stand-in shows it now. */
    private static BigDecimal truth(Approved some, JsonNode entry) throws IOException {
        BigDecimal before = price(some.type());
        Instant since = since(some, entry);
        Function<Instant, BigDecimal> after = after(some);
        BigDecimal saved = BigDecimal.ZERO;
        for (int day = 0; day < billedDays(entry); day++) {
            Instant midnight =
                    firstDay(entry).plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
            for (int hour = 0; hour < HOURS.intValue(); hour++) {
                Instant start = midnight.plus(Duration.ofHours(hour));
                saved = saved.add(start.isBefore(since) ? BigDecimal.ZERO : before.subtract(after.apply(start)));
            }
        }
        return saved.setScale(2, RoundingMode.FLOOR);
    }

    /** From the end of a terminated instance, and of others from the delivery of the bills, as EC2 does not tell since when. */
    private static Instant since(Approved some, JsonNode entry) {
        return (some == terminated ? aws.transition(some.finding()) : delivered).minus(Duration.ofDays(DAYS));
    }

    /** USD of the hour that begins at a time. */
    private static Function<Instant, BigDecimal> after(Approved some) throws IOException {
        if (aws.state(some.finding()).equals("terminated")) {
            return hour -> BigDecimal.ZERO;
        }
        BigDecimal price = price(aws.type(some.finding()));
        String tag = aws.tags(some.finding()).getOrDefault("gleaner:schedule", "");
        return tag.isEmpty()
                ? hour -> price
                : hour -> price.multiply(BigDecimal.valueOf(minutes(tag, hour)))
                        .divide(BigDecimal.valueOf(60), 12, RoundingMode.HALF_UP);
    }

    /** Minutes of an hour at which a schedule of one group of days and one time runs, ten minutes before it included. */
    private static long minutes(String tag, Instant hour) {
        assertThat(tag).doesNotContain("/");
        List<String> words = Arrays.asList(tag.split(" "));
        String[] times = words.get(words.size() - 1).split("-");
        ZoneId zone = ZoneId.of(words.get(0));
        List<String> days = words.subList(1, words.size() - 1);
        return IntStream.range(0, 60)
                .mapToObj(minute -> hour.plus(Duration.ofMinutes(minute)))
                .filter(time -> List.of(time, time.plus(Duration.ofMinutes(10))).stream()
                        .anyMatch(at -> {
                            ZonedDateTime local = at.atZone(zone);
                            return days.contains(name(local.getDayOfWeek()))
                                    && !local.toLocalTime().isBefore(LocalTime.parse(times[0]))
                                    && local.toLocalTime().isBefore(LocalTime.parse(times[1]));
                        }))
                .count();
    }

    private static String name(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
    }

    /** USD an hour in us-east-1. */
    private static BigDecimal price(String type) throws IOException {
        return Files.readAllLines(ROOT.resolve("deploy/local/src/main/resources/estate/prices.csv")).stream()
                .filter(line -> line.startsWith("us-east-1," + type + ","))
                .map(line -> new BigDecimal(line.split(",")[3]))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode entry(Approved some) {
        return entry(GLEANER.get("/api/ledger"), some);
    }

    private static JsonNode entry(JsonNode report, Approved some) {
        return StreamSupport.stream(report.get("entries").spliterator(), false)
                .filter(entry -> entry.get("action").asText().equals(some.action()))
                .findFirst()
                .orElse(null);
    }

    private static Approved approve(String rule, String action, Predicate<JsonNode> which) {
        JsonNode finding = StreamSupport.stream(GLEANER.openFindings().spliterator(), false)
                .filter(open -> open.get("rule").asText().equals(rule))
                .filter(open -> open.get("region").asText().equals("us-east-1"))
                .filter(open -> open.get("proposal").isObject()
                        && open.at("/proposal/actions").isEmpty())
                .filter(open -> open.get("remedies").findValuesAsText("action").contains(action))
                .filter(which)
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + ": " + action));
        JsonNode remedies = finding.get("remedies");
        int index = IntStream.range(0, remedies.size())
                .filter(i -> remedies.get(i).get("action").asText().equals(action))
                .findFirst()
                .orElseThrow();
        return new Approved(finding, remedies.get(index), aws.type(finding), SlackUser.approveByAll(finding, index));
    }
}
