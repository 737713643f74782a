package dev.gleaner.local;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.service.RunMode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** Which real account is read, once a person knows what that costs. */
public final class AccountOptions {

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
    RunMode.Account confirmed(TerminalOutput terminalOutput) {
        rejectActingEnvironment(System.getenv());
        try {
            AccountInstanceCounter instances = new AccountInstanceCounter(profile);
            List<String> asked = regions == null ? List.of(instances.region()) : List.copyOf(regions);
            MetricCost cost = new MetricCost(instances.count(asked));
            RunMode.Account account = new RunMode.Account(profile, asked, cost.budget());
            confirm(account, cost, terminalOutput);
            return account;
        } catch (SdkException | IllegalStateException e) {
            throw new LocalRunException("the account of profile " + profile + " can't be read: " + e.getMessage());
        }
    }

    /** Who wants the actuator to act has to say so elsewhere than in a local run. */
    public static void rejectActingEnvironment(Map<String, String> environment) {
        if (environment.containsKey("ACTUATOR_DRY_RUN")
                || environment.getOrDefault("GLEANER_ACTUATOR_OPTIONS", "").contains("dry-run")) {
            throw new LocalRunException("a local run never acts on a real account:"
                    + " unset ACTUATOR_DRY_RUN, and take dry-run out of GLEANER_ACTUATOR_OPTIONS");
        }
    }

    private void confirm(RunMode.Account account, MetricCost cost, TerminalOutput terminalOutput) {
        terminalOutput.printLine(
                "%s: %d instances. Reading their metrics costs about %s USD for the last 14 days, then up to %s USD a month."
                        .formatted(account.describe(), cost.instances(), cost.backfill(), cost.monthly()));
        if (!yes && !terminalOutput.askYesNo("Go on?")) {
            throw new LocalRunException("nothing was started; agree by `y` or --yes");
        }
    }

    /** What AWS charges for reading the metrics of instances, in USD; the collector asks so that each answer is one page. */
    public record MetricCost(int instances) {

        /** CPU, bytes in and bytes out. */
        private static final int METRICS = 3;

        /** Of the longest months. */
        private static final int HOURS_A_MONTH = 744;

        /** Most that the collector adds by asking more often for instances near a decision, by its defaults. */
        private static final BigDecimal NEAR = new BigDecimal("1.12");

        /** Once, for the history. */
        public BigDecimal backfill() {
            return rounded(metrics());
        }

        /** Each month at most, asked every hour and some more often. */
        public BigDecimal monthly() {
            return rounded(metrics().multiply(BigDecimal.valueOf(HOURS_A_MONTH)).multiply(NEAR));
        }

        /** What a person agrees to who agrees to both: nothing is spent beyond it in a month. */
        public BigDecimal budget() {
            return backfill().add(monthly());
        }

        private BigDecimal metrics() {
            return GetMetricDataPrice.dollarsFor((long) METRICS * instances);
        }

        /** Up to the next cent: a person decides on it. */
        private static BigDecimal rounded(BigDecimal amount) {
            return amount.setScale(2, RoundingMode.CEILING);
        }
    }
}
