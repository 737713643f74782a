package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.AccountRoleSettings;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.test.kafka.RealKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The settings of the actuator in the refusal matrix. */
final class RefusalActuatorSettings {

    static final int ACCOUNT_ACTIONS = 500;
    static final int TOTAL_ACTIONS = 3000;
    /** Dollars a month. */
    static final int ACCOUNT_DOLLARS = 100_000;

    private static final String GUARD = "actuator.guard.";

    private final Path folder;
    private final Map<String, String> all = new HashMap<>();

    private RefusalActuatorSettings(Path folder) {
        this.folder = folder;
    }

    /** The settings of an actuator that acts. */
    static RefusalActuatorSettings acting(Path folder, String aws) throws IOException {
        RefusalActuatorSettings settings = new RefusalActuatorSettings(folder);
        Files.writeString(folder.resolve("tokens"), """
                viewer-token vera viewer
                first-token anna viewer,approver
                second-token bert viewer,approver
                operator-token olga viewer,operator
                """);
        settings.environment(aws);
        settings.intervals();
        settings.guards();
        settings.slack();
        return settings;
    }

    /** The same settings with another value of a key. */
    RefusalActuatorSettings with(String key, String value) {
        RefusalActuatorSettings other = new RefusalActuatorSettings(folder);
        other.all.putAll(all);
        other.all.put(key, value);
        return other;
    }

    Map<String, String> all() {
        return Map.copyOf(all);
    }

    private void environment(String aws) {
        all.put("kafka.bootstrap.servers", RealKafka.bootstrapServers());
        all.put("actuator.dry-run", "false");
        all.put("actuator.aws.endpoint", aws);
        // On a busy machine the stand-in needs seconds for the concurrent calls of hundreds of attempts.
        all.put("actuator.aws.call-timeout", "20s");
        all.putAll(AccountRoleSettings.of(SpecialAccounts.withRole()));
        all.put("gleaner.access.token-file", folder.resolve("tokens").toString());
        all.put("actuator.policy.file", folder.resolve("policy.yaml").toString());
        all.put("actuator.audit.heads-folder", folder.resolve("heads").toString());
        all.put("actuator.audit.key-file", folder.resolve("heads.key").toString());
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith("aws.")) {
                all.put(key.toString(), value.toString());
            }
        });
    }

    /** Intervals of seconds where the defaults are minutes. */
    private void intervals() {
        all.put("actuator.proposal.plan-retry", "1s");
        all.put("actuator.execution.poll", "PT0.2S");
        all.put("actuator.execution.retry", "1s");
        all.put("actuator.execution.attempts", "2");
        all.put("actuator.execution.throttles", "1");
        all.put("actuator.execution.settle", "1s");
        all.put("actuator.execution.observation", "30s");
        all.put("actuator.before-stop.timeout", "40s");
        // The stand-in handles one call at a time, so that more concurrency only adds waiting.
        all.put("actuator.execution.parallel", "6");
        all.put("actuator.policy.interval", "1s");
        all.put("actuator.schedule.interval", "1s");
    }

    /** Cases that fail on purpose do not halt a canary wave; cases about waves insert their own. */
    private void guards() {
        all.put(
                GUARD + "accounts",
                String.join(
                        ",",
                        AwsTargetFactory.ACCOUNT,
                        SpecialAccounts.PROTECTED,
                        SpecialAccounts.WITHOUT_BUDGET,
                        SpecialAccounts.WITHOUT_DOLLARS,
                        SpecialAccounts.WITH_WAVE,
                        SpecialAccounts.HALTED,
                        SpecialAccounts.WITHOUT_ROLE));
        all.put(GUARD + "protected-accounts", SpecialAccounts.PROTECTED);
        all.put(GUARD + "canary.first", "1000");
        all.put(GUARD + "canary.threshold", "0.99");
        all.put(GUARD + "budget.account-actions", Integer.toString(ACCOUNT_ACTIONS));
        all.put(GUARD + "budget.total-actions", Integer.toString(TOTAL_ACTIONS));
        all.put(GUARD + "budget.account-dollars", Integer.toString(ACCOUNT_DOLLARS));
        all.put(GUARD + "budget.total-dollars", Integer.toString(10 * ACCOUNT_DOLLARS));
        String later = LocalDate.now(ZoneOffset.UTC)
                .plusDays(3)
                .getDayOfWeek()
                .getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        all.put(GUARD + "windows[0].days", later);
        all.put(GUARD + "windows[0].from", "10:00");
        all.put(GUARD + "windows[0].to", "11:00");
        all.put(GUARD + "windows[0].zone", "UTC");
        all.put(GUARD + "windows[0].environments", SpecialAccounts.FROZEN);
    }

    private void slack() {
        all.put("actuator.slack.signing-secret", SlackClick.SECRET);
        all.put("actuator.policy.owner-tags", "gleaner:owner");
        all.put("actuator.slack.approvers." + SlackClick.APPROVER, "viewer,approver");
        all.put("actuator.slack.approvers." + SlackClick.SECOND, "viewer,approver");
        all.put("actuator.slack.approvers." + SlackClick.VIEWER, "viewer");
        all.put("actuator.approval.people." + SlackClick.APPROVER, "anna");
        all.put("actuator.slack.interval", "1s");
        all.put("actuator.slack.pace", "PT0S");
        all.put("actuator.slack.questions-per-hour", "100000");
        // Only cases with a notice save more, so that the messages of others do not delay them.
        all.put("actuator.slack.digest-below", "1000");
    }
}
