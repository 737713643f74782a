package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.InstanceTags;
import java.util.Optional;

/** A schedule counts as long as its tag says so: whoever takes it off, or changes it, ends the schedule. */
final class StillScheduled implements RefusingGuard {

    @Override
    public String name() {
        return "still-scheduled";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        Optional<String> tag = situation.tags().map(tags -> tags.get(InstanceTags.SCHEDULE));
        return RefusingGuard.refuseIf(
                tag.isEmpty() || !tag.equals(situation.schedule()),
                "the tag " + InstanceTags.SCHEDULE + " is not there any more as the schedule set it");
    }
}
