package dev.gleaner.local.check;

import dev.gleaner.local.process.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who listens on a port of 127.0.0.1. */
final class PortHolder {

    private static final Pattern SS_USER = Pattern.compile("\\(\"([^\"]+)\",pid=(\\d+)");
    private static final Pattern LSOF_LINE = Pattern.compile("(?m)^p(\\d+)\\nc(.+)$");

    private PortHolder() {}

    /** In words; empty when the port is free. */
    static Optional<String> of(int port) {
        return free(port) ? Optional.empty() : Optional.of(name(port));
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(int port) {
        if (Program.find("ss").isPresent()) {
            return fromSs(
                    Program.run(List.of("ss", "-Hltnp", "sport = :" + port)).output());
        }
        if (Program.find("lsof").isPresent()) {
            return fromLsof(Program.run(List.of("lsof", "-nP", "-Fpc", "-iTCP:" + port, "-sTCP:LISTEN"))
                    .output());
        }
        return "a program that neither `ss` nor `lsof` is here to name";
    }

    static String fromSs(String output) {
        Matcher user = SS_USER.matcher(output);
        return user.find() ? user.group(1) + " (pid " + user.group(2) + ")" : "a program of another user";
    }

    static String fromLsof(String output) {
        Matcher line = LSOF_LINE.matcher(output);
        return line.find() ? line.group(2) + " (pid " + line.group(1) + ")" : "a program of another user";
    }
}
