package dev.gleaner.actuator.approval.slack.format;

import java.util.regex.Pattern;

/** Text in Slack's markup. Tags and names come from strangers: they must not call a channel or make a link. */
public final class MrkdwnText {

    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{4,30}");

    private MrkdwnText() {}

    /** Text that shows as it is. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Somebody: a Slack user as a mention. */
    public static String person(String identity) {
        return USER.matcher(identity).matches() ? "<@" + identity + ">" : escape(identity);
    }

    /** A link to an address of ours, which must not end the link itself. */
    static String link(String address, String text) {
        return "<" + escape(address).replace("|", "%7C") + "|" + escape(text).replace("|", "/") + ">";
    }

    /** Text of so many characters at most; Slack refuses a whole message for one that is longer. */
    public static String truncate(int length, String text) {
        return text.length() <= length ? text : text.substring(0, length - 3) + "...";
    }
}
