package praisonai.platform.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses this server may send to on behalf of a user. Asked twice: when a URL is
 * stored, so that its author learns at once, and when it is connected to, with the very addresses
 * that are then used, since a name can mean another address by then. Thread-safe.
 *
 * <p>The rules are those of the IANA registries of special-purpose addresses: allowed is what can
 * be reached from everywhere, and of IPv6 only global unicast. An IPv6 address that carries an IPv4
 * address (mapped, compatible, NAT64, 6to4) is judged by that one too.
 */
public final class AddressGuard {
    /** A host that ends in a number is meant as an IPv4 address, however it is written. */
    private static final Pattern NUMERIC =
            Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private static final List<Block> REFUSED =
            List.of(
                    block("0.0.0.0", 8, "of this network"),
                    block("10.0.0.0", 8, "private"),
                    block("100.64.0.0", 10, "shared by a carrier's customers"),
                    block("127.0.0.0", 8, "loopback"),
                    // Cloud metadata at Azure, in the middle of public addresses.
                    block("168.63.129.16", 32, "for a cloud's metadata"),
                    block("169.254.0.0", 16, "link-local"),
                    block("172.16.0.0", 12, "private"),
                    block("192.0.0.0", 24, "reserved"),
                    block("192.0.2.0", 24, "for documentation"),
                    block("192.88.99.0", 24, "reserved"),
                    block("192.168.0.0", 16, "private"),
                    block("198.18.0.0", 15, "for benchmarks"),
                    block("198.51.100.0", 24, "for documentation"),
                    block("203.0.113.0", 24, "for documentation"),
                    block("224.0.0.0", 4, "multicast"),
                    block("240.0.0.0", 4, "reserved"),
                    block("::", 128, "unspecified"),
                    block("::1", 128, "loopback"),
                    block("64:ff9b:1::", 48, "private"),
                    block("2001::", 23, "reserved"),
                    block("2001:db8::", 32, "for documentation"),
                    block("3fff::", 20, "for documentation"),
                    block("fc00::", 7, "private"),
                    block("fe80::", 10, "link-local"),
                    block("ff00::", 8, "multicast"));

    private static final Block COMPATIBLE = block("::", 96, "");
    private static final Block NAT64 = block("64:ff9b::", 96, "");
    private static final Block SIX_TO_FOUR = block("2002::", 16, "");
    private static final Block GLOBAL_UNICAST = block("2000::", 3, "");

    private final boolean allowPrivate;
    private final Lookup lookup;

    /** Asks the name service. */
    interface Lookup {
        InetAddress[] allOf(String host) throws UnknownHostException;
    }

    /**
     * @param allowPrivate whether every address is allowed, for receivers in the operator's own
     *     network
     */
    public AddressGuard(boolean allowPrivate) {
        this(allowPrivate, InetAddress::getAllByName);
    }

    /** For the test that has names of its own. */
    AddressGuard(boolean allowPrivate, Lookup lookup) {
        this.allowPrivate = allowPrivate;
        this.lookup = lookup;
    }

    /**
     * A host that is not sent to. The message says why, and not where its name leads: the names of
     * the operator's network are nothing to a user.
     */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    /**
     * The addresses of a host, every one of them allowed.
     *
     * @param host a name or a literal address, without brackets
     * @throws UnknownHostException when the name has no address
     * @throws Refused when one of its addresses is not sent to
     */
    public List<InetAddress> resolve(String host) throws UnknownHostException, Refused {
        if (host.indexOf(':') < 0
                && NUMERIC.matcher(host).matches()
                && !IPV4.matcher(host).matches()) {
            throw new Refused("is an IPv4 address in an unusual form");
        }
        if (host.indexOf('%') >= 0) {
            throw new Refused("has a zone");
        }
        List<InetAddress> addresses = List.of(lookup.allOf(host));
        for (InetAddress address : addresses) {
            String reason = allowPrivate ? null : refusal(address);
            if (reason != null) {
                throw new Refused("leads to an address that is " + reason);
            }
        }
        return addresses;
    }

    /** Why an address is not sent to, as the rest of a sentence; null where it is. */
    static @Nullable String refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Block block : REFUSED) {
            if (block.contains(bytes)) {
                return block.reason();
            }
        }
        if (address instanceof Inet4Address) {
            return null;
        }
        if (COMPATIBLE.contains(bytes)) {
            return "reserved";
        }
        if (NAT64.contains(bytes)) {
            return refusalOfIpv4(bytes, 12);
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return refusalOfIpv4(bytes, 2);
        }
        return GLOBAL_UNICAST.contains(bytes) ? null : "reserved";
    }

    /** The IPv4 address within an IPv6 one, from that byte on. */
    private static @Nullable String refusalOfIpv4(byte[] bytes, int from) {
        byte[] inner = java.util.Arrays.copyOfRange(bytes, from, from + 4);
        try {
            return refusal(InetAddress.getByAddress(inner));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Block block(String first, int bits, String reason) {
        return new Block(InetAddress.ofLiteral(first).getAddress(), bits, reason);
    }

    /** The addresses of one family that begin with the same bits. */
    private static final class Block {
        private final byte[] first;
        private final int bits;
        private final String reason;

        Block(byte[] first, int bits, String reason) {
            this.first = first;
            this.bits = bits;
            this.reason = reason;
        }

        String reason() {
            return reason;
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((address[bit / 8] ^ first[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
