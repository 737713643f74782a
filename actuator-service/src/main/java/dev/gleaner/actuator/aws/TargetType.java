package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the actuator knows of one kind of target. Each kind states its own in the file of its snapshot, and {@link TargetRegistry} lists
 * them. By the types of what is planned and what is observed of it, the compiler checks an action of this kind.
 *
 * @param <S> type of the planned target
 * @param <O> type of an observation
 * @param snapshot type of the planned target
 * @param observation type of an observation
 * @param describer describes targets of the kind
 * @param owner what has to be changed instead of a target that a controller owns
 * @param traits what tells it from others
 */
public record TargetType<S extends ResourceSnapshot, O extends ResourceObservation>(
        ResourceKind kind,
        Class<S> snapshot,
        Class<O> observation,
        Function<ActuatorAwsClients, ResourceDescriber.KindDescriber> describer,
        OwnerInstructions owner,
        Traits traits) {

    /**
     * A kind whose use only the finding shows, for which the steps of an undo check whether it still is as it was left, and of which a
     * target that a controller owns has to be removed there.
     */
    static <S extends ResourceSnapshot, O extends ResourceObservation> TargetType<S, O> of(
            ResourceKind kind,
            Class<S> snapshot,
            Class<O> observation,
            Function<ActuatorAwsClients, ResourceDescriber.KindDescriber> describer) {
        return new TargetType<>(
                kind,
                snapshot,
                observation,
                describer,
                OwnerInstructions.removal(kind),
                new Traits(false, UseEvidence.FINDING, ChangedPart.OF_STEPS, null));
    }

    /** A finding may name what lies below the resource; the resource is changed then. */
    TargetType<S, O> withParts() {
        return with(new Traits(true, traits.use, traits.changed, traits.tags));
    }

    /** Its use is shown by this too, right before a change. */
    TargetType<S, O> usedBy(UseEvidence evidence) {
        return with(new Traits(traits.withParts, evidence, traits.changed, traits.tags));
    }

    /** Its actions change this part. */
    TargetType<S, O> changing(ChangedPart part) {
        return with(new Traits(traits.withParts, traits.use, part, traits.tags));
    }

    /** Its tags are changed by these calls. */
    TargetType<S, O> taggedBy(TagCalls calls) {
        return with(new Traits(traits.withParts, traits.use, traits.changed, calls));
    }

    /** What has to be changed instead of a target that a controller owns. */
    TargetType<S, O> ownedBy(OwnerInstructions other) {
        return new TargetType<>(kind, snapshot, observation, describer, other, traits);
    }

    private TargetType<S, O> with(Traits other) {
        return new TargetType<>(kind, snapshot, observation, describer, owner, other);
    }

    /** The kind as the plans in the database and the audit name it, as {@code nat-gateway}. */
    String storedName() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean hasParts() {
        return traits.withParts;
    }

    /** What shows its use right before a change. */
    public UseEvidence use() {
        return traits.use;
    }

    /** What its actions change, and an undo has to find as it was left. */
    public ChangedPart changed() {
        return traits.changed;
    }

    /** The calls that change its tags; empty if no two calls do that. */
    public Optional<TagCalls> tagCalls() {
        return Optional.ofNullable(traits.tags);
    }

    /**
     * The target as it was planned.
     *
     * @throws ClassCastException if it is of another kind
     */
    public S planned(ResourceSnapshot target) {
        return snapshot.cast(target);
    }

    /**
     * An observation of a target of this kind.
     *
     * @throws ClassCastException if it is of another kind
     */
    public O observed(ResourceObservation shown) {
        return observation.cast(shown);
    }

    /** What tells some kinds from others. */
    private record Traits(
            boolean withParts,
            UseEvidence use,
            ChangedPart changed,
            @Nullable TagCalls tags) {}

    /** What shows, right before a change, whether a target is used. */
    public enum UseEvidence {
        /** The finding alone. */
        FINDING,
        /** Its metrics and those of its volumes, its GPUs, its sessions and what reports work on it. */
        OWN_METRICS,
        /** The same of each instance of a group, except for the metrics, and the use of the group by the day. */
        MEMBERS,
        /** Its use by the day over a long time, since work may recur. */
        DAYS
    }

    /** What the actions on a target change, and an undo has to find as the action left it. */
    public enum ChangedPart {
        /** Whatever the steps of the undo check. */
        OF_STEPS,
        /** Whether it runs. */
        RUN_STATE,
        /** Its lifecycle document. */
        LIFECYCLE_DOCUMENT,
        /** An endpoint in it that the action makes. */
        CREATED_ENDPOINT
    }

    /** What has to be changed in the controller that owns a target, in place of an action on the target; sentences for a person. */
    public interface OwnerInstructions {

        /**
         * In a template of CloudFormation.
         *
         * @param resource its logical id in the template
         */
        String inTemplate(String resource, Arn target, Map<String, String> parameters);

        /** In a configuration of Terraform. */
        String inTerraform(Arn target, Map<String, String> parameters);

        /** In SageMaker. */
        default String inSageMaker(Arn target, Map<String, String> tags) {
            return ControllerInstructions.sageMakerDomain(target.region(), tags);
        }

        /** In a controller that owns instances in particular. */
        default String inOther(ResourceController controller, Arn target, Map<String, String> tags) {
            return "what " + controller.title() + " says of " + target;
        }

        /** Removal of the resource. */
        static OwnerInstructions removal(ResourceKind kind) {
            return removal(kind, "", "");
        }

        /**
         * Removal of the resource, and more.
         *
         * @param moreInTemplate what follows in a template
         * @param moreInTerraform what follows in a configuration of Terraform
         */
        static OwnerInstructions removal(ResourceKind kind, String moreInTemplate, String moreInTerraform) {
            return of(
                    (resource, parameters) -> "remove Resources." + resource + moreInTemplate,
                    (target, parameters) ->
                            "remove the " + kind.terraformType() + " of " + target.id() + moreInTerraform);
        }

        /** By what is set in a template, given the name of the resource there and the parameters, and in Terraform. */
        static OwnerInstructions of(
                BiFunction<String, Map<String, String>, String> template,
                BiFunction<Arn, Map<String, String>, String> terraform) {
            return new OwnerInstructions() {
                @Override
                public String inTemplate(String resource, Arn target, Map<String, String> parameters) {
                    return template.apply(resource, parameters);
                }

                @Override
                public String inTerraform(Arn target, Map<String, String> parameters) {
                    return terraform.apply(target, parameters);
                }
            };
        }
    }
}
