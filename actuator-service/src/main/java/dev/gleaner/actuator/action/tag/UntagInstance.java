package dev.gleaner.actuator.action.tag;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Takes the tags of {@link TagInstance} off again, those that still have our value: its undo. */
@Singleton
public class UntagInstance implements ResourceAction {

    static final String NAME = "untag-resource";

    private final List<Step> steps;

    UntagInstance(AwsClients clients) {
        this.steps = List.of(new DeleteTags(clients));
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
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<Demand> demands() {
        return EnumSet.noneOf(Demand.class);
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    private static final class DeleteTags extends InstanceStep {

        DeleteTags(AwsClients clients) {
            super(clients, Obstacle.NONE);
        }

        @Override
        public String name() {
            return "untag";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** With the value, EC2 deletes a tag only while it still has it. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
            return ec2.deleteTags(
                    request -> request.resources(order.target().id()).tags(TagInstance.tags(ours(order, before))));
        }

        @Override
        protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
            return ours(order, now).isEmpty() || now.instance().isTerminated() ? Progress.DONE : Progress.NOT_YET;
        }

        private static Map<String, String> ours(Order order, InstanceSighting shown) {
            Map<String, String> ours = new TreeMap<>(NewTags.of(order));
            ours.entrySet().retainAll(shown.instance().tags().entrySet());
            return ours;
        }
    }
}
