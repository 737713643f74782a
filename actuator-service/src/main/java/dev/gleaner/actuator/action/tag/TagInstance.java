package dev.gleaner.actuator.action.tag;

import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.Json;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Gives an instance the tags that it lacks, so that it can be charged to somebody. */
@Singleton
public class TagInstance implements ResourceAction {

    static final String NAME = "tag-resource";

    private final List<Step> steps;

    TagInstance(AwsClients clients) {
        this.steps = List.of(new CreateTags(clients));
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
        return Optional.of(UntagInstance.NAME);
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
    public Optional<Change> change(Subject planned, Map<String, String> parameters) {
        Map<String, String> after = new TreeMap<>(planned.tags());
        after.putAll(NewTags.of(planned, parameters));
        return Optional.of(NewTags.problem(planned, parameters)
                .map(why -> Change.impossible(Json.tree(planned.tags()), why))
                .orElseGet(() -> Change.of(Json.tree(planned.tags()), Json.tree(after))));
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    /** The EC2 form of tags. */
    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static final class CreateTags extends InstanceStep {

        CreateTags(AwsClients clients) {
            super(clients, (order, now) -> NewTags.problem(order.planned(), order.parameters()));
        }

        @Override
        public String name() {
            return "tag";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtaken() {
            return "somebody else gave the instance another value of the same tag at the same time";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
            Map<String, String> absent = NewTags.of(before.instance(), NewTags.of(order));
            return ec2.createTags(
                    request -> request.resources(order.target().id()).tags(tags(absent)));
        }

        @Override
        protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
            if (now.instance().isTerminated()) {
                return Progress.LOST;
            }
            Map<String, String> wanted = NewTags.of(order);
            Map<String, String> seen = new TreeMap<>(now.instance().tags());
            seen.keySet().retainAll(wanted.keySet());
            if (seen.equals(wanted)) {
                return Progress.DONE;
            }
            return wanted.entrySet().containsAll(seen.entrySet()) ? Progress.NOT_YET : Progress.CONTESTED;
        }
    }
}
