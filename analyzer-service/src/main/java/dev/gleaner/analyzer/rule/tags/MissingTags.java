package dev.gleaner.analyzer.rule.tags;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.LogGroupSnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.tags.TagInference.InferredValue;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A resource without one of the tags by which cost is allocated. Tags that are not known are not missing.
 *
 * @param unlistedHours for which it may be missing in complete listings
 * @param absence why the resource need not be tagged; empty if it has to be
 * @param doubt what is missing to know that the resource still exists; empty if it does
 * @param <S> what is known of a resource of one kind
 */
public record MissingTags<S extends RuleInput>(
        Limits limits, int unlistedHours, Function<S, Optional<String>> absence, Function<S, Optional<String>> doubt)
        implements Rule<S> {

    static final RuleName NAME = new RuleName("missing-tags", 0);
    static final String UNPRICED = "tags save nothing by themselves; they say who pays";

    private static final Set<String> TERMINATED = Set.of("terminated", "shutting-down");
    private static final Set<String> DELETED = Set.of("deleting", "deleted");
    private static final Set<String> NO_ENDPOINT = Set.of("Deleting", "Failed");

    /** Of each instance that runs, CloudWatch has CPU in each hour. */
    private static final int MEASURED_WITHIN = Hour.PER_DAY;

    /** The rule for resources of which nothing but their listing matters. */
    public static <S extends RuleInput> MissingTags<S> of(Limits limits, int unlistedHours) {
        return new MissingTags<>(limits, unlistedHours, input -> Optional.empty(), input -> Optional.empty());
    }

    /** The rule for resources that may be missing in listings for the usual time. */
    public static <S extends RuleInput> MissingTags<S> of(Limits limits) {
        return of(limits, limits.unlistedHours());
    }

    /** The rule for instances. EC2 shows a terminated one for about an hour, which a listing can miss; then metrics end. */
    public static MissingTags<InstanceSnapshot> ofInstances(Limits limits) {
        return new MissingTags<>(limits, limits.unlistedHours(), MissingTags::absence, MissingTags::doubt);
    }

    /** The rule for volumes. */
    public static MissingTags<PricedSnapshot<VolumeFacts>> ofVolumes(Limits limits, int unlistedHours) {
        return new MissingTags<>(
                limits,
                unlistedHours,
                volume -> volume.facts() != null
                                && DELETED.contains(volume.facts().state())
                        ? Optional.of("it is deleted")
                        : Optional.empty(),
                volume -> Optional.empty());
    }

    /** The rule for log groups. The collector does not read the tags of empty ones, which cost nothing. */
    public static MissingTags<LogGroupSnapshot> ofLogGroups(Limits limits, int unlistedHours) {
        return new MissingTags<>(
                limits,
                unlistedHours,
                group -> group.facts() != null
                                && Long.valueOf(0).equals(group.facts().size())
                        ? Optional.of("it is empty, and costs nothing")
                        : Optional.empty(),
                group -> Optional.empty());
    }

    /** The rule for inference endpoints. One that failed can only be deleted. */
    public static MissingTags<InferenceEndpointSnapshot> ofEndpoints(Limits limits, int unlistedHours) {
        return new MissingTags<>(
                limits,
                unlistedHours,
                endpoint -> endpoint.facts() != null
                                && NO_ENDPOINT.contains(endpoint.facts().state())
                        ? Optional.of("it is " + endpoint.facts().state())
                        : Optional.empty(),
                endpoint -> Optional.empty());
    }

    /** The rule for Auto Scaling groups. */
    public static MissingTags<ScalingGroupSnapshot> ofScalingGroups(Limits limits, int unlistedHours) {
        return new MissingTags<>(
                limits,
                unlistedHours,
                group -> group.facts() != null && !group.facts().state().isEmpty()
                        ? Optional.of("it is being deleted: " + group.facts().state())
                        : Optional.empty(),
                group -> Optional.empty());
    }

    /** The rule for gateways and load balancers. */
    public static MissingTags<GatewaySnapshot> ofGateways(Limits limits) {
        return new MissingTags<>(limits, limits.unlistedHours(), MissingTags::absence, gateway -> Optional.empty());
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int effortMinutes() {
        return limits.effortMinutes();
    }

    @Override
    public boolean needsListingOnly() {
        return true;
    }

    @Override
    public Verdict evaluate(S input) {
        if (limits.keys().isEmpty()) {
            return new Verdict.Nothing("no tags are needed");
        }
        Map<String, String> tags = input.tags();
        Optional<String> absent = absence.apply(input);
        if (absent.isPresent()) {
            return new Verdict.Nothing(absent.get());
        }
        Long created = input.createdMillis();
        if (created == null) {
            return new Verdict.Nothing("it is not listed");
        }
        if (input.hour().endMillis() - created < limits.ageHours() * Hour.MILLIS) {
            return new Verdict.Nothing("it is younger than " + limits.ageHours() + " hours");
        }
        if (tags == null) {
            return new Verdict.Insufficient(List.of("its tags"));
        }
        List<String> missing = missing(tags);
        if (missing.isEmpty()) {
            return new Verdict.Nothing("it has each of the tags " + String.join(", ", limits.keys()));
        }
        Optional<String> unseen = unseen(input).or(() -> doubt.apply(input));
        return unseen.isPresent()
                ? new Verdict.Insufficient(List.of(unseen.get()))
                : new Verdict.Found(
                        () -> evidence(input, tags),
                        () -> List.of(remedy(input, tags)),
                        prices -> Saving.unpriced(UNPRICED));
    }

    /** Only a change of the tags can bring a finding about, and after such a change the hours are evaluated again. */
    @Override
    public @Nullable Hour certainlyNothingThrough(S input) {
        Map<String, String> tags = input.tags();
        boolean isSettled = input instanceof InstanceSnapshot instance && instance.areTagsSettled();
        return isSettled && tags != null && missing(tags).isEmpty() ? Hour.MAX : null;
    }

    @Override
    public int limitsHash() {
        return limits.keys().hashCode();
    }

    private List<String> missing(Map<String, String> tags) {
        return limits.keys().stream()
                .filter(key -> !AllocationTag.isSet(tags, key))
                .toList();
    }

    private Optional<String> unseen(S input) {
        Long last = input.lastListed();
        return last == null || input.hour().endMillis() - last <= unlistedHours * Hour.MILLIS
                ? Optional.empty()
                : Optional.of("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                        + " do not, so it may have been deleted");
    }

    private List<Evidence> evidence(S input, Map<String, String> tags) {
        List<Evidence> evidence = new ArrayList<>();
        List<String> missing = missing(tags);
        evidence.add(new Evidence("missing of " + String.join(", ", limits.keys()), missing.size(), "tags", 0.0, 1, 1));
        Long created = input.createdMillis();
        if (created != null) {
            double age = (double) (input.hour().endMillis() - created) / Hour.MILLIS;
            evidence.add(new Evidence("age", RuleNumbers.to3(age), "hours", (double) limits.ageHours(), 1, 1));
        }
        for (String key : missing) {
            limits.inference()
                    .infer(input, key)
                    .ifPresent(inferred -> evidence.add(new Evidence(
                            "confidence in " + key + "=" + inferred.value() + " by " + inferred.source(),
                            inferred.confidence(),
                            "of 1",
                            limits.askBelow(),
                            1,
                            1)));
        }
        return evidence;
    }

    private Remedy remedy(S input, Map<String, String> tags) {
        Map<String, String> values = new TreeMap<>();
        List<String> stated = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (String key : missing(tags)) {
            String shownKey = AllocationTag.blankKey(tags, key).orElse(key);
            InferredValue inferred = limits.inference().infer(input, key).orElse(null);
            boolean isAbsent = shownKey.equals(key) && !tags.containsKey(key);
            if (inferred != null && isAbsent && inferred.confidence() >= limits.askBelow()) {
                values.put(shownKey, inferred.value());
                stated.add(shownKey + "=" + inferred.value() + reason(inferred));
            } else {
                asked.add(
                        shownKey + (inferred == null ? "" : " (perhaps " + inferred.value() + reason(inferred) + ")"));
            }
        }
        if (!input.controller().isEmpty()) {
            return Remedy.advice("It is managed by " + input.controller()
                    + ", which makes such resources again without the tags: set them there, so that new ones have them. Missing: "
                    + join(stated, asked) + ".");
        }
        if (ResourceKind.of(Arn.parse(input.resource()))
                .filter(ResourceKind::isTaggedByAction)
                .isEmpty()) {
            return Remedy.advice("Add the tags " + join(stated, asked) + ". " + command(input, asked(tags)));
        }
        if (values.isEmpty()) {
            return Remedy.advice("Add the tags that nothing tells with enough confidence: " + String.join(", ", asked)
                    + ". " + command(input, asked(tags)));
        }
        String rest = asked.isEmpty() ? "" : " These have to be added by a person: " + String.join(", ", asked) + ".";
        return Remedy.of(RemedyAction.TAG_RESOURCE, values, "Add the tags " + String.join(", ", stated) + "." + rest);
    }

    private List<String> asked(Map<String, String> tags) {
        return missing(tags).stream()
                .map(key -> AllocationTag.blankKey(tags, key).orElse(key))
                .toList();
    }

    private static String join(List<String> stated, List<String> asked) {
        List<String> all = new ArrayList<>(stated);
        all.addAll(asked);
        return String.join(", ", all);
    }

    private static String reason(InferredValue inferred) {
        return " (confidence " + RuleNumbers.to3(inferred.confidence()) + ", by " + inferred.source() + ")";
    }

    /**
     * Source: AWS CLI Command Reference, {@code ec2 create-tags}, {@code autoscaling create-or-update-tags} and
     * {@code resourcegroupstaggingapi tag-resources}.
     */
    private static String command(RuleInput input, List<String> keys) {
        Arn arn = Arn.parse(input.resource());
        if (arn.service().equals("ec2")) {
            return "Command: aws ec2 create-tags --region " + input.region() + " --resources " + arn.id() + " --tags "
                    + keys.stream()
                            .map(key -> "'Key=" + key + ",Value=" + placeholder(key) + "'")
                            .collect(Collectors.joining(" "));
        }
        if (arn.service().equals("autoscaling")) {
            String name = arn.scalingGroupName().orElseThrow();
            return "Command: aws autoscaling create-or-update-tags --region " + input.region() + " --tags "
                    + keys.stream()
                            .map(key -> "'ResourceId=" + name + ",ResourceType=auto-scaling-group,Key=" + key
                                    + ",Value=" + placeholder(key) + ",PropagateAtLaunch=true'")
                            .collect(Collectors.joining(" "));
        }
        return "Command: aws resourcegroupstaggingapi tag-resources --region " + input.region()
                + " --resource-arn-list '" + arn + "' --tags '"
                + keys.stream().map(key -> key + "=" + placeholder(key)).collect(Collectors.joining(",")) + "'";
    }

    private static String placeholder(String key) {
        return key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Optional<String> absence(InstanceSnapshot instance) {
        String state = instance.facts().state();
        return state != null && TERMINATED.contains(state) ? Optional.of("it is terminated") : Optional.empty();
    }

    private static Optional<String> doubt(InstanceSnapshot instance) {
        if (!instance.facts().runs()) {
            return Optional.empty();
        }
        InstanceHours hours = instance.hours(MEASURED_WITHIN);
        for (int index = 0; index < hours.hours(); index++) {
            if (hours.hasCpu(index) || hours.hasNetwork(index)) {
                return Optional.empty();
            }
        }
        return Optional.of("its CPU or network in the last " + MEASURED_WITHIN
                + " hours, without which it may have been terminated");
    }

    private static Optional<String> absence(GatewaySnapshot gateway) {
        GatewayFacts facts = gateway.facts();
        return facts != null && !gateway.type().isServing(facts.state())
                ? Optional.of("no traffic can pass through it in state " + facts.state())
                : Optional.empty();
    }

    /**
     * What the rule needs for all kinds.
     *
     * @param keys of the tags that each resource needs
     * @param ageHours from which it has to have them
     * @param unlistedHours for which a resource may be missing in complete listings
     * @param askBelow confidence, 0 to 1, below which a value is only suggested
     */
    public record Limits(
            List<String> keys,
            int ageHours,
            int unlistedHours,
            double askBelow,
            TagInference inference,
            int effortMinutes) {

        public Limits {
            keys = List.copyOf(keys);
        }

        /** The limits as configured. */
        public static Limits of(RuleSettings settings) {
            MissingTagsConfig config = settings.of(MissingTagsConfig.class);
            return new Limits(
                    config.keys(),
                    RuleNumbers.hours(config.age()),
                    RuleNumbers.hours(config.unlisted()),
                    config.askBelow(),
                    TagInference.of(config),
                    RuleNumbers.minutes(config.effort()));
        }
    }
}
