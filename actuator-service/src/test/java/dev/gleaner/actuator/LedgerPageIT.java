package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.BilledStop;
import dev.gleaner.actuator.support.Browser;
import dev.gleaner.actuator.support.Spend;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger as people see it: what the bill says beside what was promised and measured. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LedgerPageIT {

    private static Browser browser;

    @TestHTTPResource("/")
    String page;

    @BeforeAll
    static void startBrowser() throws SQLException {
        browser = Browser.shared();
    }

    @BeforeEach
    void save() throws SQLException {
        Spend.forget();
        BilledStop.save();
        browser.show(1280, 1000, "light");
        browser.open("about:blank");
        browser.open(page);
    }

    /** A script that fails, and a style or a script that the policy forbids, shows nowhere else. */
    @AfterEach
    void shouldNotMakeTheBrowserComplain() throws SQLException {
        browser.run("sessionStorage.clear()");
        assertThat(browser.complaints()).isEmpty();
        BilledStop.forget();
        Spend.forget();
    }

    @Test
    void shouldShowWhatTheBillConfirms() {
        Spend.sendOctober();
        BilledStop.stateMay(BilledStop.FINAL);
        signIn();

        browser.read("#ledger", "The final bills fell by $732.00.");
        browser.read("#ledger", "What the calls of Gleaner cost was not counted yet.");
        browser.read("#ledger tbody", "billed $732.00 by the bill, $720.00 measured on 31 days");
        assertThat(browser.violations()).isEmpty();
        browser.click("#ledger a[download='savings-focus.csv']");
        browser.read("#ledger [data-said]", "savings-focus.csv is saved.");

        browser.open("about:blank");
        browser.open(page + "#spend");
        browser.read("#spend-savings tbody", "Billed $732.00");
        browser.read("#spend-savings tbody", "Billed so far not known yet");
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void shouldShowByWhichUsageTypesADisputeArisesOnEveryScreen() {
        BilledStop.stateMay(
                "2026-07-04T00:00:00Z", BilledStop.charge(LocalDate.parse("2026-05-04"), "EBS:SnapshotUsage", "100.5"));
        signIn();

        browser.read("#ledger tbody", "disputed $631.50 by the bill, $720.00 measured on 31 days");
        browser.read("#ledger tbody .billed ul", "BoxUsage:m5.8xlarge: $744.00 before, $12.00 after, $732.00 less");
        browser.read("#ledger tbody .billed ul", "EBS:SnapshotUsage: $0.00 before, $100.50 after, -$100.50 less");
        browser.read("#ledger", "1 action is disputed");
        assertThat(browser.violations()).isEmpty();

        browser.show(360, 800, "dark");

        browser.see("#ledger tbody .billed ul");
        assertThat(browser.violations()).isEmpty();
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        browser.run("document.querySelector('#ledger').scrollIntoView()");
        browser.picture(Path.of("target", "ledger-small.png"));
    }

    @Test
    void shouldSayWhyThereIsNoAmountYet() {
        signIn();

        browser.read("#ledger tbody", "estimated");
        browser.read("#ledger tbody", "None of its days is billed yet.");
        browser.read("#ledger", "No bill of a whole period is final yet.");
    }

    private static void signIn() {
        browser.type("#token", "viewer-token");
        browser.click("#login button");
    }
}
