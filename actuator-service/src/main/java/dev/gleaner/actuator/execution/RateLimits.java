package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Limits of how fast and how often actions change something: read and used up in the transaction that writes the intent. */
@ApplicationScoped
class RateLimits {

    private final GuardConfig config;
    private final HourlyBudgetRepository hourlyBudgetRepository;
    private final CanaryWaveRepository canaryWaveRepository;
    private final ActionRepository actionRepository;

    RateLimits(
            GuardConfig config,
            HourlyBudgetRepository hourlyBudgetRepository,
            CanaryWaveRepository canaryWaveRepository,
            ActionRepository actionRepository) {
        this.config = config;
        this.hourlyBudgetRepository = hourlyBudgetRepository;
        this.canaryWaveRepository = canaryWaveRepository;
        this.actionRepository = actionRepository;
    }

    /** What counts for this action on what the finding is about; it stays so until the transaction ends. */
    Uni<GuardContext.RateLimitState> of(LockedAction lockedAction, Finding finding) {
        if (lockedAction.action().schedule().isPresent()) {
            return hourlyBudgetRepository
                    .of(lockedAction, finding.account())
                    .map(left -> new GuardContext.RateLimitState(
                            false, left, dollars(finding), noWave(finding.account()), 0));
        }
        return canaryWaveRepository
                .hasBegun(lockedAction)
                .flatMap(begun -> repetitions(lockedAction)
                        .flatMap(repetitions -> canaryWaveRepository
                                .of(lockedAction, finding.account())
                                .flatMap(wave -> hourlyBudgetRepository
                                        .of(lockedAction, finding.account())
                                        .map(left -> new GuardContext.RateLimitState(
                                                begun, left, dollars(finding), wave, repetitions)))));
    }

    /** Takes its place in the wave, once, and its part of the budget, from now on. */
    Uni<Void> consume(LockedAction lockedAction, GuardContext guardContext) {
        GuardContext.RateLimitState rateLimitState = guardContext.pace();
        if (!isCounted(lockedAction)) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> taken =
                hourlyBudgetRepository.take(lockedAction, rateLimitState.wave().account(), rateLimitState.dollars());
        return lockedAction.action().schedule().isPresent()
                ? taken
                : taken.chain(() -> canaryWaveRepository.begin(lockedAction, rateLimitState.wave()));
    }

    /**
     * Whether it counts: taking back is never held up, and neither is a start by a schedule. Its stops take their part of the
     * budget; they are in no wave, since the schedule was.
     */
    static boolean isCounted(LockedAction lockedAction) {
        return lockedAction.action().undoOf().isEmpty()
                && !lockedAction.definition().restores();
    }

    private static CanaryWaveState noWave(String account) {
        return new CanaryWaveState("", account, 0, 0, 0, 0, 0, Optional.empty());
    }

    /** What is at stake: what the resource costs that is acted on. Unknown is not free. */
    private BigDecimal dollars(Finding finding) {
        @Nullable BigDecimal monthly = finding.saving().monthly();
        return monthly == null ? config.budget().unpriced() : monthly.max(BigDecimal.ZERO);
    }

    private Uni<Integer> repetitions(LockedAction lockedAction) {
        return actionRepository.countRepetitions(
                lockedAction.session(),
                lockedAction.action(),
                lockedAction.now().minus(config.flaps().within()));
    }
}
