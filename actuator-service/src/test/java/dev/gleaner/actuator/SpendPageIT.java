package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.ledger.SavingsMeasurement;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.BilledStop;
import dev.gleaner.actuator.support.Browser;
import dev.gleaner.actuator.support.Spend;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Spend as people see it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class SpendPageIT {

    private static final List<String> CHARTS =
            List.of("#spend-categories", "#spend-values", "#spend-units", "#spend-savings");

    /** First colour of the series in the dark scheme, as a pixel of a canvas: blue, green, red. */
    private static final long DARK = 0xa4d67fL;

    /** Colours of a canvas that are not transparent. It is copied, since the browser complains of reading one that is drawn. */
    private static final String COLOURS = """
            const canvas = document.querySelector('%s canvas');
            const copy = document.createElement('canvas');
            copy.width = canvas.width;
            copy.height = canvas.height;
            const context = copy.getContext('2d', { willReadFrequently: true });
            context.drawImage(canvas, 0, 0);
            const pixels = new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer);
            return [...new Set(pixels.filter(pixel => pixel >>> 24 === 255).map(pixel => pixel & 0xffffff))];
            """;

    private static Browser browser;

    @TestHTTPResource("/")
    String page;

    @Inject
    SavingsMeasurement savingsMeasurement;

    @BeforeAll
    static void startBrowser() throws SQLException {
        browser = Browser.shared();
    }

    @BeforeEach
    void openPage() throws SQLException {
        Spend.forget();
        save();
        browser.show(1280, 1740, "light");
        browser.open("about:blank");
        browser.open(page + "#spend");
    }

    /** A script that fails, and a style or a script that the policy forbids, shows nowhere else. */
    @AfterEach
    void shouldNotMakeTheBrowserComplain() throws SQLException {
        browser.run("sessionStorage.clear()");
        BilledStop.forget();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldDrawWhatTheRestInterfaceAnswers() throws SQLException {
        Spend.sendOctober();
        BilledStop.save();
        BilledStop.stateMay(BilledStop.FINAL);
        settleTheLedger();
        signIn();

        awaitCharts();
        browser.read("#spend-statements", "Bill 123456789012 2026-10-01: 48,211 lines, stated 2026-10-21 05:00 UTC");
        JsonNode categories = json(get("/api/spend?by=category"));
        browser.read("#spend-categories [data-summary]", dollars(categories.at("/totals/effective")) + " effective");
        for (JsonNode row : categories.path("rows")) {
            browser.read("#spend-categories tbody", row.path("title").asText());
            browser.read("#spend-categories tbody", dollars(row.path("effective")));
        }
        for (JsonNode row : json(get("/api/spend?by=team")).path("rows")) {
            browser.read("#spend-values tbody", row.path("value").asText() + " " + dollars(row.path("effective")));
            browser.read("#spend-days tbody", dollars(row.at("/days/0/effective")));
        }
        browser.read("#spend-values [data-summary]", "of NAT is not spread");
        JsonNode totals = json(get("/api/ledger")).path("totals");
        browser.read("#spend-savings tbody", "Promised " + dollars(totals.at("/promised/usd")));
        browser.read("#spend-savings tbody", "Measured " + dollars(totals.at("/measured/usd")));
        browser.read("#spend-savings tbody", "Billed " + dollars(totals.path("billed")));
        browser.read("#spend-savings tbody", "Billed so far not known yet");
        browser.run("window.scrollTo(0, 0)");
        browser.picture(Path.of("target", "spend.png"));
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void shouldChangeTheDimensionTheServiceAndTheDays() {
        Spend.sendOctober();
        signIn();
        awaitCharts();
        browser.read("#spend-units [data-summary]", "the target is $0.00012");

        choose("#spend-service", "detector");
        browser.read("#spend-units [data-summary]", "no target is configured");
        choose("#spend-by", "cost-center");
        browser.read("#spend-values tbody", "cc-9");
        browser.read("#spend-values [data-summary]", "is spread (proportional)");
        browser.run("const from = document.querySelector('#spend-from'); from.value = '2026-10-20';"
                + " from.dispatchEvent(new Event('change'))");

        browser.read("#spend-statements", "2026-10-20 to 2026-10-31");
        browser.read(
                "#spend-categories [data-summary]",
                dollars(json(get("/api/spend?from=2026-10-20")).at("/totals/effective")));
        awaitCharts();
        browser.click("#spend-values [data-csv]");
        browser.read("#spend-said", "spend.csv is saved.");
        assertThat(browser.run("return document.querySelector('#spend-values [data-csv]').getAttribute('href')"))
                .isEqualTo("/api/spend?by=cost-center&from=2026-10-20&format=csv");
    }

    @Test
    void shouldBeOfUseToEverybodyOnEveryScreen() {
        Spend.sendOctober();
        signIn();
        awaitCharts();
        assertThat(colours("#spend-values")).doesNotContain(DARK);

        browser.show(360, 800, "dark");

        awaitCharts();
        await("the colours of the dark scheme")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(colours("#spend-values")).contains(DARK));
        assertThat(browser.violations()).isEmpty();
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        browser.show(360, 3200, "dark");
        browser.picture(Path.of("target", "spend-small.png"));
    }

    /** The work list and the kill switch go on. */
    @Test
    void shouldKeepWhatIsShownWhenTheDaysAreRefused() {
        Spend.sendOctober();
        signIn();
        awaitCharts();

        browser.run("document.querySelector('#spend-to').value = '2026-10-01';"
                + " const from = document.querySelector('#spend-from'); from.value = '2026-10-20';"
                + " from.dispatchEvent(new Event('change'))");

        browser.read("#spend-said", "from has to be at or before to");
        browser.read("#live", "live");
        browser.read("#spend-statements", "2026-10-01 to 2026-10-31");
        browser.miss("#problem");
    }

    @Test
    void shouldBeReachedByTheKeyboard() {
        Spend.sendOctober();
        signIn();
        awaitCharts();

        browser.run("document.querySelector('#views a').focus()");
        browser.see("#views a").sendKeys(Keys.ENTER);
        browser.miss("#spend");
        browser.see("#work");
        browser.run("document.querySelector('#views a:last-child').focus()");
        browser.see("#views a:last-child").sendKeys(Keys.ENTER);

        browser.see("#spend-categories canvas");
        assertThat(browser.run("return document.querySelector('#views [aria-current=page]').textContent"))
                .isEqualTo("Spend");
        assertThat(browser.run("return document.title")).isEqualTo("Spend - Gleaner");
    }

    @Test
    void shouldSayWhatToConfigureWithoutABill() {
        signIn();

        browser.read("#spend-none", "collector.billing.s3");
        browser.miss("#spend-body");
        assertThat(browser.violations()).isEmpty();
    }

    /** A host that was stopped 18 days ago, and that nobody looks at again. */
    private static void save() throws SQLException {
        Sql.run(
                "insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                        + " decided_by, planned, valid_until, not_before, created_at, updated_at) values ('spend-saved',"
                        + " 'stop-instance', 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718', 'spend-saved',"
                        + " 1, 'spend-saved', 1, 'observed', false, 'anna', '{}', now(), now(), now(), now())"
                        + " on conflict do nothing",
                "insert into ledger_entry (action_id, target, monthly, low, basis, since, through, next_look) values"
                        + " ('spend-saved', 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718', 1185.52, 0,"
                        + " 'on-demand g5.2xlarge us-east-1 Linux', now() - interval '18 days', now(),"
                        + " now() + interval '1 year') on conflict do nothing");
    }

    /** Has all entered that earlier tests did, and lets nobody look at it again: what is measured would change while it is read here. */
    private void settleTheLedger() throws SQLException {
        savingsMeasurement.trigger();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Sql.ask("select count(*) from intent i join action a on a.id = i.action_id"
                                + " where i.outcome = 'observed' and a.state in ('observed', 'undone')"
                                + " and a.undo_of is null and a.schedule is null"
                                + " and not exists (select 1 from ledger_entry e where e.action_id = a.id)")
                        .equals("0"));
        Sql.run("update ledger_entry set next_look = now() + interval '1 year'");
    }

    private static void signIn() {
        browser.type("#token", "viewer-token");
        browser.click("#login button");
    }

    private static void choose(String selector, String value) {
        browser.click(selector);
        browser.click(selector + " option[value=" + value + "]");
    }

    /** Waits until each chart has more colours than an empty one. */
    private static void awaitCharts() {
        for (String chart : CHARTS) {
            browser.see(chart + " canvas");
            await("the chart of " + chart)
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> colours(chart).size() > 2);
        }
    }

    private static List<Long> colours(String chart) {
        return ((List<?>) browser.run(COLOURS.formatted(chart)))
                .stream().map(Long.class::cast).toList();
    }

    private static String dollars(JsonNode amount) {
        return NumberFormat.getCurrencyInstance(Locale.US).format(new BigDecimal(amount.asText()));
    }
}
