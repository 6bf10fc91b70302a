package dev.unwait.json;

/// The largest JSON that is read.
///
/// @param bytesMax bytes of the whole text
/// @param depthMax arrays and objects within each other
/// @param textBytesMax bytes of one string
/// @param nameBytesMax bytes of one member's name
/// @param numberLengthMax digits and signs of one number
public record Limits(
    int bytesMax, int depthMax, int textBytesMax, int nameBytesMax, int numberLengthMax) {
  public static final Limits DEFAULTS = new Limits(16 << 20, 64, 16 << 20, 1024, 100);

  public Limits withBytesMax(int bytes) {
    return new Limits(bytes, depthMax, textBytesMax, nameBytesMax, numberLengthMax);
  }
}
