namespace Glassbox.Terminal;

/// <summary>What colours a terminal shows.</summary>
internal enum ColourDepth { None, Indexed256, TrueColour }
