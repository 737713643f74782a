package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.IrreversibleStopEffects;
import dev.gleaner.actuator.action.instance.StopStep;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Terminates an instance by quarantine: stops it, tags it and waits for days, makes an image of it, and only then ends it. */
@Singleton
public class TerminateInstance implements ActionDefinition {

    static final String NAME = "terminate-instance";

    private final List<ActionStep> steps;

    TerminateInstance(ActuatorAwsClients clients) {
        this.steps = List.of(
                new StopStep(clients, QuarantineConditions::atFirst),
                new QuarantineTagStep(clients),
                new CreateImageStep(clients),
                new TerminateStep(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
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
    public List<ActionStep> steps() {
        return steps;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(IrreversibleStopEffects.of(planned));
        lost.add("after the quarantine, the instance with its id and addresses: an image of its volumes stays");
        lost.add("nothing of what such an image costs, nor of volumes that are kept when their instance ends");
        return List.copyOf(lost);
    }

    /** What is gone costs nothing any more, whether EC2 still tells of it or not. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    /** Terminates an instance. It is gone when EC2 shows it terminated, and not when it shows nothing. */
    static final class TerminateStep extends InstanceStep {

        TerminateStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::atLast);
        }

        @Override
        public String name() {
            return "terminate";
        }

        @Override
        public String call() {
            return "ec2:TerminateInstances";
        }

        /** The finding is not asked about: an instance that stands still for days is not idle to whoever found it. */
        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.terminateInstances(
                    request -> request.instanceIds(order.target().id()));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return switch (now.state()) {
                case Ec2Instance.TERMINATED -> StepProgress.DONE;
                case Ec2Instance.SHUTTING_DOWN -> StepProgress.UNDER_WAY;
                default -> StepProgress.NOT_YET;
            };
        }
    }

    /** Keeps the volumes of an instance as an image: what is left of it, and the way back. */
    static final class CreateImageStep extends InstanceStep {

        /** Snapshots of large volumes take hours. */
        private static final Duration PATIENCE = Duration.ofDays(1);

        CreateImageStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::broken);
        }

        @Override
        public String name() {
            return "image";
        }

        @Override
        public String call() {
            return "ec2:CreateImage";
        }

        @Override
        public String overtakenMessage() {
            return "its image did not become what it has to be, or somebody started the instance or took its tag off";
        }

        /** It is made of what will be terminated, and so not before that may be. */
        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        /** EC2 takes a name once, so that a second call makes no second image. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            TagSpecification tags = TagSpecification.builder()
                    .resourceType(ResourceType.IMAGE)
                    .tags(tag -> tag.key(GleanerTagKeys.ACTION).value(order.action()))
                    .build();
            return ec2.createImage(CreateImageRequest.builder()
                    .instanceId(order.target().id())
                    .name("gleaner-" + order.action())
                    .description("Of " + order.target().id() + " before it was terminated")
                    .noReboot(true)
                    .tagSpecifications(tags)
                    .build());
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            if (QuarantineConditions.broken(order, now).isPresent()) {
                return StepProgress.OVERTAKEN;
            }
            Ec2Instance.QuarantineImage image = now.image();
            if (image == null) {
                return StepProgress.NOT_YET;
            }
            if (image.isAvailable()) {
                return StepProgress.DONE;
            }
            return image.isPending() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
        }
    }

    /** Says on a stopped instance that it will be terminated, and gives people days to object. */
    static final class QuarantineTagStep extends InstanceStep {

        QuarantineTagStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::beforeTag);
        }

        @Override
        public String name() {
            return "quarantine";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtakenMessage() {
            return "another action put the instance into quarantine at the same time";
        }

        @Override
        public Duration delayAfter(ActionOrder order) {
            return QuarantineConditions.rest(order);
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.createTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action())));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            if (QuarantineConditions.isTagged(order, now)) {
                return StepProgress.DONE;
            }
            boolean isOthers = now.instance().tags().containsKey(GleanerTagKeys.QUARANTINED);
            return isOthers ? StepProgress.CONTESTED : StepProgress.NOT_YET;
        }
    }
}
