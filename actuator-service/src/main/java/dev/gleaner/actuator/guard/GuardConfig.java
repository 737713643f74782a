package dev.gleaner.actuator.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that are made immediately before a change, and resources that are never changed. */
@ConfigMapping(prefix = "actuator.guard")
public interface GuardConfig {

    /** Key of the tag that protects a resource, unless its value is {@code false}. */
    @WithDefault("gleaner:protected")
    String protectedTag();

    /**
     * Prefixes of tag keys that identify a controller, which would restart a stopped resource, instead of those of all controllers that are
     * known.
     */
    Optional<List<String>> controllerTags();

    /**
     * Parts of the value of a {@code managed-by} tag (in any spelling of the key) that identify a tool which would
     * revert a change.
     */
    @WithDefault("terraform,opentofu,terragrunt,pulumi,cloudformation,cdk,crossplane")
    List<String> managers();

    /** Account ids in which nothing is changed. */
    Optional<Set<String>> protectedAccounts();

    /** Account ids in which changes are allowed. Without it all accounts are allowed. */
    Optional<Set<String>> accounts();

    /**
     * Times at which changes are allowed. Without any, changes are always allowed. A window that cannot be parsed
     * prevents the start.
     */
    List<Window> windows();

    /** Days on which nothing is changed in any environment. */
    List<Blackout> blackouts();

    /** Limits per hour. */
    Budget budget();

    /** Waves of actions. */
    Canary canary();

    /** Protection of targets on which the same action is repeatedly reverted. */
    Flaps flaps();

    /** Time for which no process may have held a GPU, and within which the GPUs of a host must have been read before it is stopped. */
    @WithDefault("PT1H")
    Duration process();

    /**
     * Key of the instance tag that names the location of its checkpoints ({@code s3://bucket/prefix/}). Such an
     * instance is changed only if the newest object there is newer than the last work of its GPUs.
     */
    @WithDefault("gleaner:checkpoints")
    String checkpointTag();

    /**
     * Refuse to stop an instance on which Session Manager shows an open session, or whose sessions cannot be read. Without this
     * the sessions are not read.
     */
    @WithDefault("true")
    boolean sessions();

    /** Time after a finished action during which no other action begins on the same target. */
    @WithDefault("PT1H")
    Duration cooldown();

    /**
     * Largest age of the analyzer's confirmation of a finding whose sources are read at least once an hour. The default
     * is that interval plus an hour, because a confirmation is for a whole hour and arrives after its end.
     */
    @WithDefault("PT2H")
    Duration confirmation();

    /**
     * Largest age of a confirmation for NAT gateways, whose metrics are requested every six hours. It has to be {@code
     * collector.get-metric-data.networks.interval} plus an hour.
     */
    @WithDefault("PT7H")
    Duration gatewayConfirmation();

    /**
     * Largest age of a confirmation for targets that are listed once a day: volumes, addresses, Auto Scaling groups and
     * inference endpoints. It has to be {@code collector.inventory.volumes.interval} (and so on) plus an hour.
     */
    @WithDefault("PT25H")
    Duration listedConfirmation();

    /**
     * Largest age of a confirmation for targets that are listed once a week: snapshots and log groups. It has to be {@code
     * collector.inventory.snapshots.interval} and {@code collector.inventory.log-groups.interval} plus an hour.
     */
    @WithDefault("P7DT1H")
    Duration weeklyConfirmation();

    /**
     * Largest age of a confirmation for capacity reservations, which the bill confirms day by day: once it has charges of the next day, up
     * to a day after that one has ended.
     */
    @WithDefault("P3D")
    Duration billConfirmation();

    /**
     * Largest age of a confirmation of the findings of a rule, by the name of the rule, for rules whose sources are read
     * at another interval than their targets are listed. It replaces the ages above, not that of {@code card-rules}.
     */
    Map<String, Duration> ruleConfirmation();

    /**
     * Largest time by which a confirmation, or a reading of GPUs, may lie in the future because of different clocks. Later ones do not count.
     */
    @WithDefault("PT5M")
    Duration confirmationAhead();

    /** Rules about GPUs, which the analyzer confirms with each reading. */
    @WithDefault("idle-gpu")
    Set<String> cardRules();

    /** Largest age of a confirmation of a finding by one of these rules. */
    @WithDefault("PT10M")
    Duration cardConfirmation();

    /**
     * Number of whole hours of CPU and network metrics that are evaluated before a change if the finding does not state a window and limits
     * of its own.
     */
    @WithDefault("24")
    int hours();

    /** Shortest window of metrics that a finding may state. */
    @WithDefault("PT1H")
    Duration shortestWindow();

    /** Share of the hours, 0 to 1, that must have metrics; the smallest that a finding may state. */
    @WithDefault("0.8")
    double coverage();

    /** Mean CPU of an hour, in percent, from which the hour is busy and the change is refused; the highest that a finding may state. */
    @WithDefault("20")
    double busy();

    /** Maximum CPU of an hour, in percent, from which the change is refused; the highest that a finding may state. */
    @WithDefault("50")
    double peak();

    /**
     * Bytes in and out over 24 of those hours from which the instance is in use and the change is refused; the most within an hour that a
     * finding may state.
     */
    @WithDefault("5000000")
    double traffic();

    /**
     * Most bytes in and out within an hour that a finding may take for the background traffic of a host, beyond which {@code traffic} counts.
     * The same number as {@code analyzer.work.background}, for the same reason.
     */
    @WithDefault("230400000")
    double background();

    /** Largest number of hours at work in its window that a finding may allow. */
    @WithDefault("3")
    int workHours();

    /** Time before the change in which no hour may be at work even if the finding allows some. */
    @WithDefault("PT24H")
    Duration rest();

    /**
     * Time after which CloudWatch has the values of five minutes: if it has none whose end is younger, the last minutes are not known and
     * the change is refused.
     */
    @WithDefault("PT20M")
    Duration metricDelay();

    /**
     * Reads from, or writes to, all volumes of an instance within an hour from which it is in use and the change is refused. The same number as
     * {@code analyzer.work.disk-operations}, for the same reason: ten a second.
     */
    @WithDefault("36000")
    double diskOperations();

    /** A change window. */
    interface Window {

        /** Days on which the window opens, such as {@code mon-fri} or {@code sat,sun}. */
        @WithDefault("mon-sun")
        String days();

        /** Time at which the window opens, such as {@code 22:00}. */
        String from();

        /**
         * Time at which the window closes, such as {@code 06:00}. A time not after {@code from} is on the following
         * day.
         */
        String to();

        /** Time zone of the window, such as {@code Europe/Berlin}. */
        String zone();

        /**
         * Values of the environment tag to which the window applies. Without it the window applies to all environments.
         */
        Optional<Set<String>> environments();
    }

    /** A period of whole days. */
    interface Blackout {

        /** First day, such as {@code 2026-12-24}. */
        String from();

        /** Last day. Without it the blackout is one day long. */
        Optional<String> to();

        /** Time zone of the days, such as {@code Europe/Berlin}. */
        String zone();
    }

    /**
     * Limits on actions that begin within an hour; an undo is never delayed. Dollars are the monthly cost of the
     * findings' resources.
     */
    interface Budget {

        /** Actions per hour in one account. */
        @WithDefault("60")
        BigDecimal accountActions();

        /** Actions per hour in all accounts. */
        @WithDefault("240")
        BigDecimal totalActions();

        /** Monthly cost, in USD, of the resources on which actions begin per hour in one account. */
        @WithDefault("100000")
        BigDecimal accountDollars();

        /** Monthly cost, in USD, of the resources on which actions begin per hour in all accounts. */
        @WithDefault("400000")
        BigDecimal totalDollars();

        /** Monthly cost, in USD, that is assumed for a resource of unknown price. */
        @WithDefault("1000")
        BigDecimal unpriced();
    }

    /**
     * Waves of 1, 2, 4, ... actions of one name in one account. A wave begins when all actions of the wave before are
     * finished.
     */
    interface Canary {

        /** Size of the first wave. */
        @WithDefault("1")
        int first();

        /** Largest size of a wave. */
        @WithDefault("32")
        int largest();

        /**
         * Share of a wave, 0 to 1, that may fail. If more fail, an operator has to reset the waves before further
         * actions begin.
         */
        @WithDefault("0.2")
        double threshold();

        /** Time without an action of the kind, after which its waves start again with the first size. */
        @WithDefault("P7D")
        Duration forget();

        /** The limits as values. */
        default CanaryWaveState.Limits limits() {
            return new CanaryWaveState.Limits(first(), largest(), threshold(), forget());
        }
    }

    /** Limits from which a target counts as flapping. */
    interface Flaps {

        /** Number of reversals of an action after which it is not repeated. */
        @WithDefault("2")
        int times();

        /** The same number for an action that a policy approved without a person. */
        @WithDefault("1")
        int timesByPolicy();

        /** Period in which these are counted. */
        @WithDefault("P7D")
        Duration within();
    }
}
