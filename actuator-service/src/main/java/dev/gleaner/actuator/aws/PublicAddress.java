package dev.gleaner.actuator.aws;

/**
 * The public IPv4 address of an instance.
 *
 * @param elastic whether it is an elastic one, which a stop does not take away
 */
public record PublicAddress(String ip, boolean elastic) {}
