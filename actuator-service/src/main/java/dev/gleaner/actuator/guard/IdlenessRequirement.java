package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.finding.IdlenessLimits;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of an instance before it is stopped: the limits of the plan, within those of the configuration. Findings come by a topic,
 * so that a plan can be stricter than the configuration, but never below it.
 *
 * @param configured limits for a plan without any; those of periods are the highest that a plan may have
 * @param background most bytes in and out within an hour that a plan may take for the background traffic of a host
 * @param shortestWindow of a plan
 * @param workPeriods largest number of periods at work that a plan may allow
 * @param rest shortest rest of a plan that allows some
 */
public record IdlenessRequirement(
        IdlenessLimits configured, double background, Duration shortestWindow, int workPeriods, Duration rest) {

    /** Not longer than CloudWatch keeps values of five minutes, 63 days (Amazon CloudWatch API Reference, GetMetricData). */
    private static final Duration LONGEST_WINDOW = Duration.ofDays(62);

    /** As it is configured. */
    public static IdlenessRequirement of(GuardConfig config) {
        Duration window = Duration.ofHours(config.hours());
        return new IdlenessRequirement(
                new IdlenessLimits(
                        IdlenessLimits.VERSION,
                        window,
                        IdlenessLimits.COARSE,
                        config.coverage(),
                        null,
                        config.busy(),
                        config.busy(),
                        config.peak(),
                        config.traffic(),
                        config.traffic(),
                        0,
                        window,
                        null),
                config.background(),
                config.shortestWindow(),
                config.workHours(),
                config.rest());
    }

    /** The limits to evaluate: those of the plan, unless it has none or an objection rules them out. */
    public IdlenessLimits applicable(@Nullable IdlenessLimits planned) {
        return planned == null || objection(planned).isPresent() ? configured : planned;
    }

    /** Why the limits of a plan do not suffice, for a person; empty if they do. */
    Optional<String> objection(@Nullable IdlenessLimits planned) {
        return planned == null
                ? Optional.empty()
                : shortcoming(planned).map(why -> "its finding asks for too little: " + why);
    }

    private Optional<String> shortcoming(IdlenessLimits planned) {
        if (planned.version() > IdlenessLimits.VERSION) {
            return Optional.of("its limits are of version " + planned.version() + ", which this version does not know");
        }
        if (planned.window().compareTo(shortestWindow) < 0) {
            return Optional.of("a window of " + planned.windowText() + "; actuator.guard.shortest-window is "
                    + shortestWindow.toMinutes() + " minutes");
        }
        if (planned.window().compareTo(LONGEST_WINDOW) > 0) {
            return Optional.of(
                    "a window of " + planned.windowText() + ", for which CloudWatch does not keep the metrics");
        }
        if (planned.workPeriods() > 0 && planned.rest().compareTo(shortestRest(planned)) < 0) {
            return Optional.of("work up to " + planned.rest().toMinutes() + " minutes ago; actuator.guard.rest is "
                    + rest.toMinutes() + " minutes");
        }
        return above("periods at work", planned.workPeriods(), workPeriods, "work-hours")
                .or(() -> above("percent of mean CPU", planned.busy(), configured.busy(), "busy"))
                .or(() -> above("percent of mean CPU", planned.workMean(), configured.busy(), "busy"))
                .or(() -> above("percent of CPU at a peak", planned.peak(), configured.peak(), "peak"))
                .or(() -> above("bytes in an hour", planned.hourBytes(), configured.hourBytes(), "traffic"))
                .or(() -> above(
                        "bytes of background traffic in an hour",
                        planned.background() == null ? 0 : planned.background(),
                        background,
                        "background"))
                .or(() -> Guard.Refusing.refuseIf(
                        planned.coverage() < configured.coverage(),
                        "metrics of " + planned.coverage() + " of the window; actuator.guard.coverage is "
                                + configured.coverage()));
    }

    private Duration shortestRest(IdlenessLimits planned) {
        return rest.compareTo(planned.window()) < 0 ? rest : planned.window();
    }

    /** What is not a number is not below a limit. */
    private static Optional<String> above(String what, double planned, double highest, String key) {
        return Guard.Refusing.refuseIf(
                !(planned <= highest),
                "it allows " + planned + " " + what + "; actuator.guard." + key + " is " + highest);
    }
}
