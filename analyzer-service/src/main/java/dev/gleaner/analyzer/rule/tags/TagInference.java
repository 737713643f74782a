package dev.gleaner.analyzer.rule.tags;

import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.contracts.resource.Arn;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Infers the value of a missing tag from what is known of the resource itself. What other resources of the same creator or network are
 * tagged with is not known: they are evaluated elsewhere.
 *
 * @param creators tags by the name of a role or user
 * @param accounts tags by account
 */
public record TagInference(
        Map<String, Map<String, String>> creators,
        Map<String, Map<String, String>> accounts,
        double creatorConfidence,
        double accountConfidence,
        double creatorNameConfidence) {

    private static final String TEAM = "team";

    public TagInference {
        creators = Map.copyOf(creators);
        accounts = Map.copyOf(accounts);
    }

    static TagInference of(MissingTagsConfig config) {
        return new TagInference(
                config.creators(),
                config.accounts(),
                config.confidence().creator(),
                config.confidence().account(),
                config.confidence().creatorName());
    }

    /** The value with the highest confidence, the creator before the account; empty if nothing tells one. */
    Optional<InferredValue> infer(RuleInput input, String key) {
        String creator =
                Optional.ofNullable(input.creator()).flatMap(Arn::identityName).orElse("");
        Stream<InferredValue> byCreator = configured(creators.get(creator), key)
                .map(value -> new InferredValue(value, "the creator " + creator, creatorConfidence))
                .stream();
        Stream<InferredValue> byAccount = configured(accounts.get(input.account()), key)
                .map(value -> new InferredValue(value, "the account " + input.account(), accountConfidence))
                .stream();
        Stream<InferredValue> byName = key.equalsIgnoreCase(TEAM) && !creator.isEmpty()
                ? Stream.of(new InferredValue(creator, "the name of the creator " + creator, creatorNameConfidence))
                : Stream.empty();
        // Of equal ones, min returns the first.
        return Stream.of(byCreator, byAccount, byName)
                .flatMap(values -> values)
                .min(Comparator.comparingDouble(InferredValue::confidence).reversed());
    }

    private static Optional<String> configured(@Nullable Map<String, String> tags, String key) {
        return tags == null ? Optional.empty() : Optional.ofNullable(tags.get(key));
    }

    /**
     * A value that a tag probably has to have.
     *
     * @param source what tells it, for a person
     * @param confidence 0 to 1
     */
    public record InferredValue(String value, String source, double confidence) {}
}
