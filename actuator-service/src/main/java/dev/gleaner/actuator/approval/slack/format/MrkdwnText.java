package dev.gleaner.actuator.approval.slack.format;

import java.util.regex.Pattern;

/** Text in Slack's mrkdwn. Tags and names come from others: they must not notify a channel or contain a link. */
public final class MrkdwnText {

    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{4,30}");

    private MrkdwnText() {}

    /** Escapes a text, so that Slack shows it unchanged. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Renders a person; a Slack user as a mention. */
    public static String person(String identity) {
        return USER.matcher(identity).matches() ? "<@" + identity + ">" : escape(identity);
    }

    /** Renders a link, whose address and text must not end it. */
    static String link(String address, String text) {
        return "<" + escape(address).replace("|", "%7C") + "|" + escape(text).replace("|", "/") + ">";
    }

    /** Truncates a text to this length; Slack refuses a whole message if one text is longer. */
    public static String truncate(int length, String text) {
        return text.length() <= length ? text : text.substring(0, length - 3) + "...";
    }
}
