package dev.gleaner.actuator.schedule;

import dev.gleaner.actuator.action.schedule.WeeklyRunHours;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The schedule of an instance, with the next change of its hours. All times are the database's. */
@Entity
@Table(name = "schedule")
class InstanceSchedule {

    private static final String ACTIVE = "active";
    private static final String ENDED = "ended";

    @Id
    @Column(name = "action_id")
    private String actionId;

    private String target;
    private String tag;
    private String state;
    private @Nullable String ended;

    @Column(name = "turns_on")
    private boolean turnsOn;

    @Column(name = "due_at")
    private Instant dueAt;

    @Column(name = "next_look")
    private Instant nextLook;

    @SuppressWarnings("UnusedVariable") // read by a query alone
    private boolean postponed;

    protected InstanceSchedule() {}

    /** Creates a schedule that begins now. Its first switch is the next change of its hours. */
    static InstanceSchedule create(String action, String target, WeeklyRunHours hours, Duration lead, Instant now) {
        InstanceSchedule schedule = new InstanceSchedule();
        schedule.actionId = action;
        schedule.target = target;
        schedule.tag = hours.text();
        schedule.state = ACTIVE;
        schedule.setNextSwitch(hours.next(now, lead));
        return schedule;
    }

    /** Id of the action that wrote the schedule on the instance. */
    String actionId() {
        return actionId;
    }

    String target() {
        return target;
    }

    /** The value that the schedule's tag on the instance must have. */
    String tag() {
        return tag;
    }

    boolean isActive() {
        return ACTIVE.equals(state);
    }

    /** Whether the next switch is a start. */
    boolean turnsOn() {
        return turnsOn;
    }

    /** Time of the next switch. */
    Instant dueAt() {
        return dueAt;
    }

    WeeklyRunHours.Switch nextSwitch() {
        return new WeeklyRunHours.Switch(dueAt, turnsOn);
    }

    /** Identifies the next switch. The actions that are created for a switch carry its key. */
    String switchKey() {
        return "schedule " + actionId + (turnsOn ? " start " : " stop ") + dueAt;
    }

    void scheduleNextCheck(Instant later) {
        nextLook = later;
    }

    /** Postpones the next switch to the end of a report of work. It counts as due then, or when the report is withdrawn. */
    void postpone(Instant later) {
        postponed = true;
        dueAt = later;
        nextLook = later;
    }

    /** Sets the next switch. The schedule is not due before it. */
    final void setNextSwitch(WeeklyRunHours.Switch change) {
        postponed = false;
        turnsOn = change.on();
        dueAt = change.at();
        nextLook = change.at();
    }

    void end(String why) {
        state = ENDED;
        ended = why;
    }

    @Override
    public String toString() {
        return switchKey() + " of " + target + ": " + (ended == null ? state + " until " + nextLook : ended);
    }
}
