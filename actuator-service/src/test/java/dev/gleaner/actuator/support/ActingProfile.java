package dev.gleaner.actuator.support;

import dev.gleaner.test.postgres.PostgresTestResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An actuator that acts for real, on the stand-in, and does not take its time. */
public class ActingProfile implements QuarkusTestProfile {

    /** An account that is entered by a role. */
    public static final String OTHER_ACCOUNT = "210987654321";

    /** What the role of the other account asks for. */
    public static final String EXTERNAL_ID = "external-of-the-tests";

    @Override
    public Map<String, String> getConfigOverrides() {
        Path folder = folder();
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.http.test-port", "0");
        config.put("gleaner.access.token-file", folder.resolve("tokens").toString());
        config.put("actuator.audit.heads-folder", folder.resolve("heads").toString());
        config.put("actuator.policy.file", folder.resolve("policy.yaml").toString());
        config.put("actuator.policy.interval", "1s");
        config.put("actuator.policy.owner-tags", "gleaner:owner,owner");
        config.put("actuator.spend.allocation-interval", "1s");
        config.put("actuator.spend.spreading", folder.resolve("spreading.yaml").toString());
        config.put("actuator.exemption.publish-interval", "1s");
        // Tests sign when they want to, so that nothing enters the audit while they look at it.
        config.put("actuator.audit.head-interval", "24h");
        config.put("actuator.audit.recent-interval", "24h");
        config.put("actuator.audit.heads-timeout", "3s");
        config.put("actuator.audit.grace", "1s");
        config.put("actuator.audit.echo.patience", "1s");
        config.put("actuator.audit.echo.unknown-after", "1s");
        config.put("actuator.dry-run", "false");
        config.put("quarkus.hibernate-orm.query.query-plan-cache-max-size", "256");
        config.put("actuator.console.timeout", "4s");
        config.put("actuator.aws.call-timeout", "3s");
        config.put("actuator.aws.accounts.\"" + OTHER_ACCOUNT + "\".role", Fleet.role(OTHER_ACCOUNT));
        config.put("actuator.aws.accounts.\"" + OTHER_ACCOUNT + "\".external-id", EXTERNAL_ID);
        config.put("actuator.execution.lease", "8s");
        config.put("actuator.execution.settle", "1s");
        config.put("actuator.execution.poll", "PT0.05S");
        config.put("actuator.execution.retry", "PT0.2S");
        config.put("actuator.execution.capacity-retry", "PT0.2S");
        config.put("actuator.proposal.plan-retry", "PT0.2S");
        // The shortest that Systems Manager takes.
        config.put("actuator.before-stop.timeout", "30s");
        // Tests fail actions on purpose, and none is to wait for another's: those about waves set the first one back to
        // 1.
        config.put("actuator.guard.canary.first", "1000");
        config.put("actuator.guard.canary.threshold", "0.9");
        // None of the tests; where any account is named, one that nobody knows is refused.
        config.put("actuator.guard.protected-accounts", "999999999999");
        config.put("actuator.guard.budget.account-actions", "100000");
        config.put("actuator.guard.budget.total-actions", "100000");
        // An environment in which nothing may be changed for days.
        config.put(
                "actuator.guard.windows[0].days",
                LocalDate.now(ZoneOffset.UTC)
                        .plusDays(3)
                        .getDayOfWeek()
                        .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                        .toLowerCase(Locale.ROOT));
        config.put("actuator.guard.windows[0].from", "00:00");
        config.put("actuator.guard.windows[0].to", "00:01");
        config.put("actuator.guard.windows[0].zone", "UTC");
        config.put("actuator.guard.windows[0].environments", "closed-land");
        config.put("actuator.schedule.interval", "1s");
        config.put("actuator.schedule.retry", "PT0.2S");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(
                new TestResourceEntry(FreshTopics.class),
                new TestResourceEntry(PostgresTestResource.class),
                new TestResourceEntry(AwsProxyResource.class),
                new TestResourceEntry(TokenIssuerResource.class));
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("actuator");
            Files.writeString(folder.resolve("tokens"), """
                    viewer-token vera viewer
                    approver-token anna viewer,approver
                    second-token bert viewer,approver
                    operator-token olga viewer,operator
                    """);
            Files.writeString(folder.resolve("policy.yaml"), """
                    # Everywhere else as without a policy; these environments are of the tests of the policy alone.
                    groups: {berts: [bert]}
                    rules:
                      - {name: never-here, match: {environment: never-land}, decide: never}
                      - {name: by-bert, match: {environment: bert-land}, decide: {people: 1, from: [berts, owner]}}
                      - {name: by-itself, match: {environment: auto-land, reversible: true}, decide: {auto-after: 24h}}
                      - {name: with-reason, match: {environment: reason-land}, decide: {people: 1, reason-words: 3}}
                      - {name: by-two, match: {environment: two-land}, decide: {people: 2}}
                      - {name: anywhere, decide: {people: 1}}
                    """);
            Files.writeString(folder.resolve("spreading.yaml"), """
                    # Over cost centers only, so that the other dimensions are as they are without such a file.
                    nat: {cost-center: proportional}
                    support: {cost-center: {fixed: {cc-7: 75, cc-9: 25}}}
                    """);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
