package dev.gleaner.actuator.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is never touched, and what has to be true at the moment of acting. */
@ConfigMapping(prefix = "actuator.guard")
public interface GuardConfig {

    /** Key of the tag that protects a resource, unless its value is {@code false}. */
    @WithDefault("gleaner:protected")
    String protectedTag();

    /** Tag keys, by their beginning, of controllers that would start again what is stopped. */
    @WithDefault("aws:autoscaling:,eks:,aws:eks:,kubernetes.io/cluster/,karpenter.sh/,aws:cloudformation:,aws:batch,"
            + "AWSBatchServiceTag,sagemaker:,aws:sagemaker,terraform,Terraform,tf-,tf:")
    List<String> controllerTags();

    /**
     * Parts of values of {@code managed-by} tags (in any spelling of the key) that name a tool which would change back what
     * is changed past it.
     */
    @WithDefault("terraform,opentofu,terragrunt,pulumi,cloudformation,cdk,crossplane")
    List<String> managers();

    /** Accounts in which nothing is acted on, by id. */
    Optional<Set<String>> protectedAccounts();

    /** The only accounts in which may be acted, by id; all where none is named. */
    Optional<Set<String>> accounts();

    /** When may be acted; always where none is named. What can't be read keeps the service from starting. */
    List<Window> windows();

    /** Days on which nothing is acted on, in any environment. */
    List<Blackout> blackouts();

    /** How much may be done an hour. */
    Budget budget();

    /** How what goes wrong is kept from going wrong everywhere. */
    Canary canary();

    /** What keeps coming back is left alone. */
    Flaps flaps();

    /** How long a card must not have been held by a process. */
    @WithDefault("PT1H")
    Duration process();

    /**
     * Key of the tag of an instance that tells where its checkpoints are ({@code s3://bucket/prefix/}): then it is not
     * acted on unless the newest object there is younger than the last work of its cards.
     */
    @WithDefault("gleaner:checkpoints")
    String checkpointTag();

    /** How long a target rests after a finished action. */
    @WithDefault("PT1H")
    Duration cooldown();

    /**
     * Oldest confirmation of a finding by the analyzer that is good enough to act on: how often its source is read, and an
     * hour.
     */
    @WithDefault("PT2H")
    Duration confirmation();

    /** The same for targets that are listed once a day: volumes, addresses, log groups and Auto Scaling groups. */
    @WithDefault("PT25H")
    Duration listedConfirmation();

    /** How far in the future the end of a confirmation may lie, as clocks differ: later than that it is worth nothing. */
    @WithDefault("PT5M")
    Duration confirmationAhead();

    /** Rules about cards, which the analyzer confirms with each reading of the cards. */
    @WithDefault("idle-gpu")
    Set<String> cardRules();

    /** Oldest confirmation of a finding by such a rule that is good enough to act on. */
    @WithDefault("PT10M")
    Duration cardConfirmation();

    /** Whole hours of CPU use and network traffic looked at before acting. */
    @WithDefault("24")
    int hours();

    /** Part of those hours that has to be there, 0 to 1. */
    @WithDefault("0.8")
    double coverage();

    /** Hourly mean CPU in percent from which an hour is busy: then nothing is done. */
    @WithDefault("20")
    double busy();

    /** Hourly maximum CPU in percent from which an hour has a peak: then nothing is done. */
    @WithDefault("50")
    double peak();

    /** Bytes in and out, in all of those hours together, from which an instance is in use: then nothing is done. */
    @WithDefault("5000000")
    double traffic();

    /** A time of the week. */
    interface Window {

        /** Days on which it opens: {@code mon-fri}, {@code sat,sun}, ... */
        @WithDefault("mon-sun")
        String days();

        /** When it opens, {@code 22:00}. */
        String from();

        /** When it closes, {@code 06:00}; not after {@code from} means on the day after. */
        String to();

        /** Whose clock it goes by, {@code Europe/Berlin}. */
        String zone();

        /** Values of the environment tag that it is about; all where none is named. */
        Optional<Set<String>> environments();
    }

    /** Some days. */
    interface Blackout {

        /** The first of them, {@code 2026-12-24}. */
        String from();

        /** The last of them; the first where it is absent. */
        Optional<String> to();

        /** Whose days, {@code Europe/Berlin}. */
        String zone();
    }

    /** How much may begin an hour; taking back is never held up. Dollars are what the findings' resources cost a month. */
    interface Budget {

        /** Actions an hour in one account. */
        @WithDefault("60")
        BigDecimal accountActions();

        /** Actions an hour in all accounts. */
        @WithDefault("240")
        BigDecimal totalActions();

        /** Dollars a month that may be moved an hour in one account. */
        @WithDefault("100000")
        BigDecimal accountDollars();

        /** Dollars a month that may be moved an hour in all accounts. */
        @WithDefault("400000")
        BigDecimal totalDollars();

        /** What an action counts whose price nobody knows, dollars a month: unknown is not free. */
        @WithDefault("1000")
        BigDecimal unpriced();
    }

    /** Waves of 1, 2, 4, ... actions of one name in one account; the next begins when all of one are over. */
    interface Canary {

        /** Size of the first wave. */
        @WithDefault("1")
        int first();

        /** Size that waves do not outgrow. */
        @WithDefault("32")
        int largest();

        /** Share of a wave, 0 to 1, of which more must not fail: else a person has to let the action go on. */
        @WithDefault("0.2")
        double threshold();

        /** After how long without such an action its waves start anew. */
        @WithDefault("P7D")
        Duration forget();

        /** The limits as values. */
        default CanaryWaveState.Limits limits() {
            return new CanaryWaveState.Limits(first(), largest(), threshold(), forget());
        }
    }

    /** When a target counts as flapping. */
    interface Flaps {

        /** How often the same was done to it and came back until nobody does it again. */
        @WithDefault("2")
        int times();

        /** The same for an action that no person approved but a policy: it does not fight who started a target again. */
        @WithDefault("1")
        int timesByPolicy();

        /** Within how long. */
        @WithDefault("P7D")
        Duration within();
    }
}
