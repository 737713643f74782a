package dev.gleaner.local;

import dev.gleaner.local.account.AccountInstances;
import dev.gleaner.local.account.MetricCost;
import dev.gleaner.local.report.Screen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** Which real account is read, once a person knows what that costs. */
final class AccountOptions {

    @Option(
            names = "--account",
            required = true,
            paramLabel = "PROFILE",
            description = "read the AWS account of this profile instead; nothing in it is changed")
    private String profile = "";

    @Option(names = "--regions", split = ",", description = "its regions (the region of the profile)")
    private @Nullable List<String> regions;

    @Option(names = "--yes", description = "agree to what reading its metrics costs")
    private boolean yes;

    /** Asks unless {@code --yes}; an environment that wants the actuator to act is refused. */
    Account confirmed(Screen screen) {
        refuseToAct(System.getenv());
        try {
            AccountInstances instances = new AccountInstances(profile);
            List<String> asked = regions == null ? List.of(instances.region()) : List.copyOf(regions);
            MetricCost cost = new MetricCost(instances.count(asked));
            Account account = new Account(profile, asked, cost.budget());
            confirm(account, cost, screen);
            return account;
        } catch (SdkException | IllegalStateException e) {
            throw new UpException("the account of profile " + profile + " can't be read: " + e.getMessage());
        }
    }

    /** Who wants the actuator to act has to say so elsewhere than in a local run. */
    static void refuseToAct(Map<String, String> environment) {
        if (environment.containsKey("ACTUATOR_DRY_RUN")
                || environment.getOrDefault("GLEANER_ACTUATOR_OPTIONS", "").contains("dry-run")) {
            throw new UpException("a local run never acts on a real account:"
                    + " unset ACTUATOR_DRY_RUN, and take dry-run out of GLEANER_ACTUATOR_OPTIONS");
        }
    }

    private void confirm(Account account, MetricCost cost, Screen screen) {
        screen.say(
                "%s: %d instances. Reading their metrics costs about %s USD for the last 14 days, then up to %s USD a month."
                        .formatted(account.text(), cost.instances(), cost.backfill(), cost.monthly()));
        if (!yes && !screen.agrees("Go on?")) {
            throw new UpException("nothing was started; agree by `y` or --yes");
        }
    }
}
