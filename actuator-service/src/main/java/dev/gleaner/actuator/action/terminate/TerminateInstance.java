package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.LostByAStop;
import dev.gleaner.actuator.action.instance.StopStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Terminates an instance by quarantine: stops it, tags it and waits for days, makes an image of it, and only then ends it. */
@Singleton
public class TerminateInstance implements ResourceAction {

    static final String NAME = "terminate-instance";

    private final List<Step> steps;

    TerminateInstance(AwsClients clients) {
        this.steps = List.of(
                new StopStep(clients, Quarantine::atFirst),
                new TagQuarantined(clients),
                new MakeImage(clients),
                new EndInstance(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind changes() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(EndQuarantine.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return true;
    }

    /** Whatever its remedy says: the last step can't be taken back. */
    @Override
    public boolean isReversible(Remedy remedy) {
        return false;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(LostByAStop.of(planned));
        lost.add("after the quarantine, the instance with its id and addresses: an image of its volumes stays");
        lost.add("nothing of what such an image costs, nor of volumes that are kept when their instance ends");
        return List.copyOf(lost);
    }

    /** What is gone costs nothing any more, whether EC2 still tells of it or not. */
    @Override
    public boolean holdsForGood() {
        return true;
    }
}
