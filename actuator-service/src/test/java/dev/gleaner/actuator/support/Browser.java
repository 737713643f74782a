package dev.gleaner.actuator.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's own Chromium without a screen. Where there is none, tests that ask for it are skipped. */
public final class Browser {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** It misses classes for this version of the browser, which nothing here uses. Held, since loggers are weakly referenced. */
    private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    /** What a browser says of every answer that is not a yes, whether the page expects it or not. */
    private static final String NOT_A_YES = "Failed to load resource: the server responded with a status of 4";

    private static final String VIOLATIONS = """
            const done = arguments[0];
            axe.run({ resultTypes: ['violations'] }).then(found => done(found.violations.map(violation => violation.id + ': '
              + violation.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '))));
            """;

    private static final String AXE = axe();

    private static @Nullable Browser shared;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * The one that all tests share, as a start of it takes seconds, with nothing to show of the tests before: it would look through all
     * their findings each time.
     */
    public static synchronized Browser shared() throws SQLException {
        if (shared == null) {
            shared = start();
        }
        Sql.run("delete from finding");
        return shared;
    }

    private static Browser start() {
        VERSIONS.setLevel(Level.SEVERE);
        File chromium = program("chromium");
        File chromedriver = program("chromedriver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium)
                .addArguments("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars")
                .addArguments("--disable-background-networking", "--disable-component-update", "--disable-sync")
                // Tests may run as root and in containers, where neither its sandbox nor shared memory is to be had.
                .addArguments("--no-sandbox", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver)
                        .build(),
                options));
    }

    private static String axe() {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(axe.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static File program(String name) {
        Optional<File> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
        return found.orElseGet(() -> Assumptions.abort("no " + name + " on the PATH, so the page is not looked at"));
    }

    public void open(String url) {
        driver.get(url);
    }

    /** Makes the window so wide and high, in the scheme {@code light} or {@code dark}. */
    public void show(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Cuts it off from every server, or connects it again. */
    public void connect(boolean isConnected) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", !isConnected, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Waits until an element is there to see; the first. */
    public WebElement see(String selector) {
        return await("seeing " + selector)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(
                        () -> driver.findElements(By.cssSelector(selector)).stream()
                                .filter(WebElement::isDisplayed)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until an element is not there to see any more. */
    public void miss(String selector) {
        await("missing " + selector)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(() ->
                        driver.findElements(By.cssSelector(selector)).stream().noneMatch(WebElement::isDisplayed));
    }

    /** Waits until an element reads so. */
    public void read(String selector, String text) {
        await().atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> assertThat(see(selector).getText()).contains(text));
    }

    /**
     * Clicks it in the middle of the window, as the bar may cover what is at its top. Where the page is rendered anew in between, nothing
     * was clicked, and the element is found again.
     */
    public void click(String selector) {
        await("clicking " + selector)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    WebElement element = see(selector);
                    driver.executeScript(
                            "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
                    element.click();
                    return true;
                });
    }

    public void type(String selector, String text) {
        see(selector).sendKeys(text);
    }

    /** What a script gives. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** What axe finds that keeps people from using what is shown. */
    public List<?> violations() {
        if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
            driver.executeScript(AXE);
        }
        return (List<?>) driver.executeAsyncScript(VIOLATIONS);
    }

    /** What the browser complained of since it was last asked: errors of scripts, and what the policy forbids. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .filter(complaint -> !complaint.contains(NOT_A_YES))
                .toList();
    }

    /** Keeps a picture of what is in the window. */
    public void picture(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with the application that it looks at. */
    @Singleton
    static final class End {

        void close(@Observes ShutdownEvent event) {
            if (shared != null) {
                shared.driver.quit();
            }
        }
    }
}
