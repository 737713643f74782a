package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page at the root: there for everybody, but it shows nothing without a token. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class PageIT {

    /** Files are named without a path; one is that of an answer of the API. */
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"#/]+)\"|(?:from|import) \"\\./([^\"]+)\"");

    private static final Pattern LIBRARY = Pattern.compile("\"(/webjars/[^\"]+)\"");

    @Test
    void shouldServeThePageAndAllThatItNeeds() {
        Set<String> served = new HashSet<>();
        assertServed("", served);

        assertThat(served).contains("gleaner.js", "finding.js", "gleaner.css", "spend.js", "charts.js");
    }

    /** It is loaded with the first chart, by a path with the version of the dependency. */
    @Test
    void shouldServeTheLibraryOfTheCharts() {
        Matcher path = LIBRARY.matcher(nobody().get("/charts.js").body());

        assertThat(path.find()).isTrue();
        assertThat(nobody().get(path.group(1)).statusCode()).as(path.group(1)).isEqualTo(200);
    }

    @Test
    void shouldTakeNothingFromElsewhere() {
        HttpResponse<String> page = nobody().get("/");

        assertThat(header(page, "Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.body()).doesNotContain("http://", "https://", "<style", "onclick");
    }

    @Test
    void shouldShowNothingWithoutAToken() {
        assertThat(nobody().get("/api/findings").statusCode()).isEqualTo(401);
    }

    /** This, and what it names, and so on. */
    private static void assertServed(String path, Set<String> served) {
        if (served.add(path)) {
            HttpResponse<String> response = nobody().get("/" + path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            Matcher links = LINK.matcher(response.body());
            while (links.find()) {
                assertServed(links.group(1) == null ? links.group(2) : links.group(1), served);
            }
        }
    }
}
