package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.actuator.guard.Situation;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what the guards look at, in the transaction that will write the intent. */
@ApplicationScoped
class LastLook {

    private final KillSwitch killSwitch;

    LastLook(KillSwitch killSwitch) {
        this.killSwitch = killSwitch;
    }

    /** What AWS showed, with what the database says; finding and kill switch stay so until the transaction ends. */
    Uni<Situation> at(Hold hold, Optional<Sighting> shown, HourlyCpu cpu) {
        return finding(hold)
                .flatMap(finding -> confirmedThrough(hold)
                        .flatMap(confirmed -> lastFinished(hold)
                                .flatMap(finished -> schedule(hold).flatMap(schedule -> killSwitch
                                        .isOn(hold.session())
                                        .map(on -> new Situation(
                                                hold.now(),
                                                on,
                                                hold.action().validUntil(),
                                                finding.isPresent(),
                                                finding.map(row -> row.finding().rule()),
                                                hold.action().order(),
                                                shown,
                                                cpu,
                                                confirmed,
                                                finished,
                                                hold.what().demands(),
                                                schedule))))));
    }

    /** The finding, if it is still open in the version that was approved. */
    private static Uni<Optional<FindingRow>> finding(Hold hold) {
        Action action = hold.action();
        return hold.session()
                .find(Proposal.class, action.target(), LockModeType.PESSIMISTIC_WRITE)
                .chain(() -> hold.session().find(FindingRow.class, action.findingId(), LockModeType.PESSIMISTIC_READ))
                .map(row -> Optional.ofNullable(row)
                        .filter(found -> found.isOpen() && found.version() == action.findingVersion()));
    }

    /** The tag of the schedule that made the action; what no tag says once that has ended. */
    private static Uni<Optional<String>> schedule(Hold hold) {
        Optional<String> schedule = hold.action().schedule();
        return schedule.isEmpty()
                ? Uni.createFrom().item(schedule)
                : hold.session()
                        .createNativeQuery(
                                "select coalesce(max(tag), '') from schedule where action_id = :key and state = 'active'",
                                String.class)
                        .setParameter("key", schedule.get())
                        .getSingleResult()
                        .map(Optional::of);
    }

    private static Uni<Optional<Instant>> confirmedThrough(Hold hold) {
        return instant(
                hold,
                "select through from confirmation where finding_id = :key",
                hold.action().findingId());
    }

    private static Uni<Optional<Instant>> lastFinished(Hold hold) {
        return instant(
                hold,
                "select max(updated_at) from action where target = :key and state in ('observed', 'undone')",
                hold.action().target());
    }

    private static Uni<Optional<Instant>> instant(Hold hold, String query, String key) {
        return hold.session()
                .createNativeQuery(query, Instant.class)
                .setParameter("key", key)
                .getSingleResultOrNull()
                .map(LastLook::optional);
    }

    private static Optional<Instant> optional(@Nullable Instant instant) {
        return Optional.ofNullable(instant);
    }
}
