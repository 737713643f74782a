package dev.gleaner.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The policies of {@code deploy/iam} as text of the template: those of the actor as a whole, and of the reader the actions, as resources and
 * statements of the reader depend on parameters.
 */
final class PolicyText {

    private static final String INDENT = "  ";

    /** The policies of the role are the last of its properties; a blank line ends it. */
    private static final Pattern OF_ACTOR =
            Pattern.compile("(\n  Acting:\n.*?\n      Policies:\n).*?(?=\n\n)", Pattern.DOTALL);

    private static final Pattern TO_BE_QUOTED = Pattern.compile(".*\\*.*|true|false|[0-9].*");

    private PolicyText() {}

    /** The template with the actor's policies, by their names. */
    static String withActor(String template, Map<String, JsonNode> policies) {
        StringBuilder text = new StringBuilder();
        policies.forEach((name, document) -> {
            text.append(INDENT.repeat(4)).append("- PolicyName: ").append(name).append('\n');
            text.append(INDENT.repeat(5)).append("PolicyDocument:\n");
            appendFields(text, document, 6);
        });
        return OF_ACTOR.matcher(template)
                .replaceFirst(match -> Matcher.quoteReplacement(
                        match.group(1) + text.toString().stripTrailing()));
    }

    /** The template with the actions of the reader's statements. A statement that it does not have is left out. */
    static String withReader(String template, JsonNode policy) {
        String text = template;
        for (JsonNode statement : policy.path("Statement")) {
            Pattern actions = Pattern.compile(
                    "(\n  Reader:\n.*?\n *(?:- )+Sid: " + statement.path("Sid").asText()
                            + "\n.*?\n( *)Action:\n)(?: *- [^\n]+\n)+",
                    Pattern.DOTALL);
            text = actions.matcher(text).replaceFirst(match -> {
                StringBuilder items = new StringBuilder(match.group(1));
                statement
                        .path("Action")
                        .forEach(action -> items.append(match.group(2))
                                .append(INDENT)
                                .append("- ")
                                .append(action.asText())
                                .append('\n'));
                return Matcher.quoteReplacement(items.toString());
            });
        }
        return text;
    }

    private static void appendFields(StringBuilder text, JsonNode object, int depth) {
        object.properties().forEach(field -> {
            String key = field.getKey().equals("Null") ? "'Null'" : field.getKey();
            text.append(INDENT.repeat(depth)).append(key).append(':');
            appendValue(text, field.getValue(), depth + 1);
        });
    }

    private static void appendValue(StringBuilder text, JsonNode value, int depth) {
        if (value.isObject()) {
            text.append('\n');
            appendFields(text, value, depth);
        } else if (value.isArray()) {
            text.append('\n');
            value.forEach(item -> appendItem(text, item, depth));
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static void appendItem(StringBuilder text, JsonNode item, int depth) {
        if (item.isObject()) {
            int start = text.length();
            appendFields(text, item, depth + 1);
            text.replace(start, start + INDENT.length() * (depth + 1), INDENT.repeat(depth) + "- ");
        } else {
            text.append(INDENT.repeat(depth)).append("- ").append(scalar(item)).append('\n');
        }
    }

    private static String scalar(JsonNode value) {
        String text = value.asText();
        return TO_BE_QUOTED.matcher(text).matches() ? '"' + text + '"' : text;
    }
}
