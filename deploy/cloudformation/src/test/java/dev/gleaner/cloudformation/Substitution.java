package dev.gleaner.cloudformation;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reference {@code ${...}} in {@code Fn::Sub}: a parameter, a resource, or an attribute of a resource. */
final class Substitution {

    private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]+)}");

    private Substitution() {}

    /** Parameters and resources to which a text refers. */
    static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        PLACE.matcher(text).results().forEach(place -> names.add(place.group(1).split("\\.", 2)[0]));
        return names;
    }

    /** The text with all references replaced. */
    static String fill(String text, UnaryOperator<String> values) {
        return PLACE.matcher(text)
                .replaceAll((MatchResult place) -> Matcher.quoteReplacement(values.apply(place.group(1))));
    }
}
