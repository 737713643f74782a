package dev.gleaner.analyzer.rule;

/** What is configured for the rules. */
public interface RuleSettings {

    /**
     * The values of an interface annotated with {@code @ConfigMapping}.
     *
     * @throws java.util.NoSuchElementException if a value is needed and missing
     */
    <T> T of(Class<T> mapping);
}
